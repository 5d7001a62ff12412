import { UsageError } from "./usage-error.ts";

/**
 * Options of `run` and the command behind `--`, which is left as it is.
 * @throws UsageError where there is no command
 */
export function splitCommand(args: readonly string[]): { options: string[]; command: string; parameters: string[] } | { options: string[]; command: null } {
  const at = args.indexOf("--");
  if (at === -1) return { options: [...args], command: null };
  const [command, ...parameters] = args.slice(at + 1);
  if (command === undefined) throw new UsageError('After -- comes the command to be measured, e.g. joulemark-energy run -- python train.py');
  return { options: args.slice(0, at), command, parameters };
}

/** As one would type it, cut where it is long. */
export function commandLine(command: string, parameters: readonly string[]): string {
  const words = [command, ...parameters].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  const line = words.join(" ").replaceAll("\n", "↵");
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

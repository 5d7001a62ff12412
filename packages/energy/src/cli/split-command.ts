import { whyNotRunnable } from "./find-executable.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Options of `run` and the command behind `--`, which is left as it is.
 * @throws UsageError where there is no command, or no `--` before it
 */
export function splitCommand(args: readonly string[]): { options: string[]; command: string; parameters: string[] } {
  const at = args.indexOf("--");
  const [command, ...parameters] = at === -1 ? [] : args.slice(at + 1);
  if (command !== undefined) return { options: args.slice(0, at), command, parameters };
  const meant = at === -1 ? args.findIndex((word) => !word.startsWith("-") && whyNotRunnable(word) === null) : -1;
  const [first = "python", ...rest] = meant === -1 ? ["python", "train.py"] : args.slice(meant);
  throw new UsageError(`${at === -1 ? "Put -- before the command" : "After -- comes the command to be measured"}, e.g. joulemark-energy run -- ${commandLine(first, rest)}`);
}

/** As one would type it, cut where it is long. */
export function commandLine(command: string, parameters: readonly string[]): string {
  const words = [command, ...parameters].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  const line = words.join(" ").replaceAll("\n", "↵");
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

import { nearest } from "./nearest.ts";
import { outliveClosedStreams, warn } from "./say.ts";
import { usage } from "./usage.ts";
import { UsageError } from "./usage-error.ts";
import { VERSION } from "../version.ts";

/** As `env`, `nice` and `timeout`: this program refused, not the command. */
const REFUSED_TO_RUN = 125;
const REFUSED = 2;

/** Each loads only what it needs. */
const commands: Record<string, (args: string[]) => Promise<number>> = {
  run: async (args) => (await import("./run-command.ts")).runCommand(args),
  doctor: async (args) => (await import("./doctor-command.ts")).doctorCommand(args),
  recompute: async (args) => (await import("./recompute-command.ts")).recomputeCommand(args),
  plan: async (args) => (await import("./plan-command.ts")).planCommand(args),
  ledger: async (args) => (await import("./ledger-command.ts")).ledgerCommand(args),
};

/** Refusals of the package's own checks, whose messages are for people: `InvalidInput`, `UnknownZone`, `NoMarginalIntensity`. */
const isRefusal = (error: unknown): error is Error => error instanceof UsageError || (error instanceof Error && "code" in error && ["INVALID_INPUT", "UNKNOWN_ZONE", "NO_MARGINAL_INTENSITY"].includes(String(error.code)));

/** The command line. @param args without program and script @returns exit code */
export async function main([name, ...args]: string[]): Promise<number> {
  outliveClosedStreams();
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(usage);
    return name === undefined ? REFUSED : 0;
  }
  if (name === "--version") {
    console.log(VERSION);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const near = nearest(name, Object.keys(commands));
    warn(`There is no command "${name}". ${near ? `Did you mean ${near}?` : `To measure it: joulemark-energy run -- ${name}`}`);
    return REFUSED;
  }
  try {
    return await command(args);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    warn(error.message);
    return name === "run" ? REFUSED_TO_RUN : REFUSED;
  }
}

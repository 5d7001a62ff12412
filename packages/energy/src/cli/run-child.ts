import { spawn } from "node:child_process";
import { constants } from "node:os";
import { withEnvironment } from "./env.ts";
import { NOT_EXECUTABLE, NOT_FOUND } from "./find-executable.ts";
import { passSignals } from "./passed-signals.ts";

export interface Ending {
  /** Exit code as a shell counts it: 128 + n after signal n. */
  code: number;
  signal: NodeJS.Signals | null;
  /** Why it was never started. */
  problem?: string;
}

/**
 * Runs a command with this process's input, output and signals, and tells how it ended.
 * @param environment added to this process's own
 * @param started told the process id as soon as there is one
 */
export function runChild({ command, parameters }: { command: string; parameters: readonly string[] }, environment: Readonly<Record<string, string>>, started: (pid: number) => void): Promise<Ending> {
  // Before the child is there: a signal in between must not end this process and leave the command behind.
  const early: NodeJS.Signals[] = [];
  let send = (signal: NodeJS.Signals): void => void early.push(signal);
  passSignals((signal) => send(signal));
  const child = spawn(command, parameters, { stdio: "inherit", env: withEnvironment(environment) });
  send = (signal) => void child.kill(signal);
  early.forEach(send);
  if (child.pid !== undefined) started(child.pid);
  return new Promise((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve({ code: error.code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE, signal: null, problem: `${command} could not be started: ${error.code ?? error.message}` });
    });
    child.on("exit", (code, signal) => resolve({ code: code ?? 128 + constants.signals[signal!], signal }));
  });
}

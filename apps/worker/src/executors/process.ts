import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readLines } from "../lines.ts";
import type { Execution, ExecutionEnd, Executor } from "./executor.ts";

const tailBytes = 4096;

/**
 * A child process of this worker, in a process group of its own, so that a Ctrl-C in the terminal reaches the worker only and a kill reaches
 * all the child has started. Its standard input is a pipe nobody writes to: the kernel closes it when the worker dies, and the child ends
 * itself then (docs/decisions/0004).
 */
export const processExecutor: Executor = {
  kind: "process",
  start({ folder, command, environment }, onLine): Execution {
    const [program, ...args] = command;
    if (program === undefined) throw new Error("The engine's command is empty.");
    const child = spawn(program, [...args, "run", folder, "--watch-parent"], { cwd: folder, env: { ...environment }, stdio: ["pipe", "pipe", "pipe"], detached: true });
    let killing: NodeJS.Timeout | undefined;
    const ended = endOf(child, onLine).finally(() => clearTimeout(killing));
    return {
      externalId: String(child.pid ?? "none"),
      ended,
      stop(graceMs) {
        if (killing || hasExited(child)) return;
        signalGroup(child, "SIGTERM");
        killing = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
      },
      kill() {
        if (!hasExited(child)) signalGroup(child, "SIGKILL");
      },
    };
  },
};

/** Its process id may be another's by now. */
const hasExited = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function endOf(child: ChildProcess, onLine: (line: string) => void): Promise<ExecutionEnd> {
  let tail = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (tail = (tail + text).slice(-tailBytes)));
  child.stdin?.on("error", () => undefined); // EPIPE where the child ends before the pipe is closed: its end is reported below
  const exit = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    child.once("error", (error) => {
      tail = error.message;
      resolve({ exitCode: null, signal: null });
    });
    child.once("exit", (exitCode, signal) => {
      // What the child has started may hold its pipes open, and burn joules: it ends with it.
      signalGroup(child, "SIGKILL");
      resolve({ exitCode, signal });
    });
  });
  const lines = readLines(child.stdout!, onLine).catch((error: Error) => {
    // Its events cannot be kept, e.g. on a full disk: it must not go on unheard.
    if (!hasExited(child)) signalGroup(child, "SIGKILL");
    tail = error.message;
  });
  const [end] = await Promise.all([exit, lines]);
  return { ...end, errorTail: tail };
}

/** A group that is gone needs no signal. */
function signalGroup(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Guard {
  pid: number;
  /** Those alive now, in the order in which they are to end. */
  watch(processes: { pid: number; signal: NodeJS.Signals }[]): void;
  /** The supervisor ends in order: nothing is left to the guard. */
  dismiss(): Promise<void>;
}

/** Starts the watchman of this process: see guard.sh. It is a shell, since it must be small and outlive Node. */
export function startGuard(): Guard {
  const shell = spawn("sh", [fileURLToPath(new URL("guard.sh", import.meta.url))], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  const ended = new Promise<void>((resolve) => {
    shell.on("exit", () => resolve());
    shell.on("error", () => resolve()); // no sh: then a killed supervisor leaves its processes behind
  });
  shell.stdin.on("error", () => undefined); // it was killed from outside; the processes are still stopped in order
  shell.unref();
  return {
    pid: shell.pid ?? 0,
    watch: (processes) => shell.stdin.write(`${processes.map(({ signal, pid }) => `${signal.slice(3)}:${pid}`).join(" ")}\n`),
    async dismiss() {
      shell.stdin.end("\n");
      shell.ref();
      await ended;
    },
  };
}

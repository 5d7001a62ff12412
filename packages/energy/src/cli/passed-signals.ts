import { readFileSync } from "node:fs";

/** Signals that a command gets which this process gets. SIGKILL and SIGSTOP reach nobody; SIGTSTP and SIGCONT of a terminal reach the whole group. */
const passed: NodeJS.Signals[] = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"];
/** Those that a terminal's keys send, to everybody in its foreground group. */
const ofKeys = new Set<NodeJS.Signals>(["SIGINT", "SIGQUIT"]);

/**
 * Whether this process is in the foreground group of its terminal: then Ctrl-C has reached the command already, and sent again would be a second
 * one, on which many programs give up saving. Fields 5, 7 and 8 of /proc/self/stat: group, terminal, and the terminal's foreground group (proc(5)).
 */
function inForeground(): boolean {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
    return terminal !== 0 && group === foreground;
  } catch {
    return process.stdin.isTTY || process.stderr.isTTY; // no /proc on this system
  }
}

/**
 * Hands the signals of this process on from now to its end; none of them ends it any more: it outlives the command, to tell what that took.
 * @param send what passes one on
 */
export function passSignals(send: (signal: NodeJS.Signals) => void): void {
  for (const signal of passed) process.on(signal, () => !(ofKeys.has(signal) && inForeground()) && send(signal));
}

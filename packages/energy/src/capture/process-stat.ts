import { readFileSync } from "node:fs";

/** What `PROC/PID/stat` says of a process. Source: proc_pid_stat(5). */
export interface ProcessStat {
  pid: number;
  parent: number;
  /** Start, in ticks since boot: with the number it tells a process from a later one of the same number. */
  start: number;
  /** utime + stime of all its threads, ticks. */
  own: number;
  /** cutime + cstime: what its children that ended and were waited for had used, with theirs, ticks. */
  waited: number;
  /** Minor page faults of the children in `waited`: more than 0 as soon as there was one, however short it lived. */
  waitedFaults: number;
  threads: number;
  /** It ended and was not waited for yet. */
  zombie: boolean;
}

/**
 * Fields 3, 4, 11, 14 to 17, 20 and 22; the name in field 2 may hold spaces and parentheses.
 * @throws where the text has not that form
 */
export function parseProcessStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const at = (field: number): number => Number(fields[field - 3]);
  const stat = { pid: Number.parseInt(text, 10), parent: at(4), start: at(22), own: at(14) + at(15), waited: at(16) + at(17), waitedFaults: at(11), threads: at(20), zombie: fields[0] === "Z" || fields[0] === "X" };
  if (Object.values(stat).some(Number.isNaN)) throw new Error(`This is not what proc_pid_stat(5) describes: ${JSON.stringify(text.slice(0, 200))}`);
  return stat;
}

/** It ended between listing and reading (ENOENT, ESRCH), or belongs to somebody else and /proc is mounted with hidepid. */
const notShown = ["ENOENT", "ESRCH", "EACCES", "EPERM"];

/** A file below PROC/PID; null where `proc` does not show it, or no longer. */
export function readProcessFile(proc: string, pid: number, name: string): string | null {
  try {
    return readFileSync(`${proc}/${pid}/${name}`, "latin1");
  } catch (cause) {
    if (notShown.includes((cause as NodeJS.ErrnoException).code ?? "")) return null;
    throw cause;
  }
}

/** Null where `proc` does not show the process, or no longer. */
export function readProcessStat(proc: string, pid: number): ProcessStat | null {
  const text = readProcessFile(proc, pid, "stat");
  return text ? parseProcessStat(text) : null;
}

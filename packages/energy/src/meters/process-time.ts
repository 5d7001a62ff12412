import { readFileSync, readdirSync } from "node:fs";

/** CPU time in /proc is counted in ticks of 1/100 s on every Linux that Node runs on (USER_HZ). */
export const TICKS_PER_SECOND = 100;

interface ProcessStat {
  parent: number;
  /** utime + stime, ticks. */
  own: number;
  /** cutime + cstime: children that ended and were waited for, ticks. */
  waited: number;
}

/** Fields 4 and 14 to 17 of /proc/PID/stat; the name in field 2 may hold spaces and parentheses. Source: proc(5). */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const at = (field: number): number => Number(fields[field - 3]);
  return { parent: at(4), own: at(14) + at(15), waited: at(16) + at(17) };
}

/** It ended between listing and reading. */
const ended = ["ENOENT", "ESRCH"];
/** A process of somebody else, where /proc is mounted with hidepid. */
const foreign = ["EACCES", "EPERM"];

function statOf(proc: string, pid: string | number): ProcessStat | null {
  try {
    return parseStat(readFileSync(`${proc}/${pid}/stat`, "utf8"));
  } catch (cause) {
    if ([...ended, ...foreign].includes((cause as NodeJS.ErrnoException).code ?? "")) return null;
    throw cause;
  }
}

/** Whether `proc` shows a process, and so its children. */
export const showsProcess = (proc: string, pid: number): boolean => statOf(proc, pid) !== null;

/** Children of each thread of a process, as the kernel lists them; null where it was built without that list. */
function listedChildren(proc: string, pid: number): number[] | null {
  try {
    const lists = readdirSync(`${proc}/${pid}/task`).map((thread) => readFileSync(`${proc}/${pid}/task/${thread}/children`, "utf8"));
    return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
  } catch (cause) {
    if (ended.includes((cause as NodeJS.ErrnoException).code ?? "")) return null;
    throw cause;
  }
}

/** Children of any process, from a walk over all of them. */
function walkedChildren(proc: string): (pid: number) => number[] {
  const childrenOf = new Map<number, number[]>();
  for (const name of readdirSync(proc)) {
    const stat = /^\d+$/.test(name) ? statOf(proc, name) : null;
    if (stat) childrenOf.set(stat.parent, [...(childrenOf.get(stat.parent) ?? []), Number(name)]);
  }
  return (pid) => childrenOf.get(pid) ?? [];
}

/**
 * CPU seconds of the processes below `pid`: those that live, and those that ended and were waited for. A process that detached itself
 * (forked twice) is no longer below it and is not seen.
 * @throws where `pid` itself cannot be read: that is not 0 seconds
 */
export function childSeconds(proc: string, pid: number): number {
  const own = statOf(proc, pid);
  if (!own) throw new Error(`${proc} does not show process ${pid}.`);
  const childrenOf = listedChildren(proc, pid) === null ? walkedChildren(proc) : (parent: number) => listedChildren(proc, parent) ?? [];
  const tree = new Set(childrenOf(pid));
  let ticks = own.waited;
  for (const child of tree) {
    const stat = statOf(proc, child);
    if (stat) ticks += stat.own + stat.waited;
    for (const grandchild of childrenOf(child)) tree.add(grandchild); // a Set also iterates over what is added on the way
  }
  return ticks / TICKS_PER_SECOND;
}

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

function statOf(proc: string, pid: string | number): ProcessStat | null {
  try {
    return parseStat(readFileSync(`${proc}/${pid}/stat`, "utf8"));
  } catch (cause) {
    if (["ENOENT", "ESRCH"].includes((cause as NodeJS.ErrnoException).code ?? "")) return null; // it ended between listing and reading
    throw cause;
  }
}

/** CPU seconds of the processes below `pid`: those that live, and those that ended and were waited for. */
export function childSeconds(proc: string, pid: number): number {
  const own = statOf(proc, pid);
  if (!own) return 0;
  const stats = new Map<number, ProcessStat>();
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(proc, name);
    if (stat) stats.set(Number(name), stat);
  }
  const tree = new Set([pid]);
  let ticks = own.waited;
  for (const parent of tree) {
    for (const [child, stat] of stats) {
      if (stat.parent !== parent || tree.has(child)) continue;
      tree.add(child); // a Set also iterates over what is added on the way
      ticks += stat.own + stat.waited;
    }
  }
  return ticks / TICKS_PER_SECOND;
}

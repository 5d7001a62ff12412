import { spawnSync } from "node:child_process";
import { ownNumber } from "./process-children.ts";
import { readProcessStat } from "./process-stat.ts";

/** A child of a child that ended tells who its parent is from then on. */
const TELL_NEW_PARENT = '(while read -r _ _ _ parent _ < /proc/self/stat && [ "$parent" = "$$" ]; do :; done; echo "$parent") &';

let ofThisProcess: number | null = null;

/**
 * Who may become the parent of a process below `root` whose own parent ended: the nearest ancestor that made itself a subreaper (which nothing in
 * /proc tells, but a trial does), else the first process of the PID namespace.
 */
export function possibleReapers(proc: string, root: number): number[] {
  const ancestors = ancestorsOf(proc, root);
  const self = ownNumber(proc);
  const above = root === self ? 0 : ancestors.indexOf(self) + 1;
  const tried = self === process.pid && (root === self || above > 0) ? (ofThisProcess ??= tryOut()) : null;
  const known = tried === null ? [...ancestors, 1] : [...ancestors.slice(0, Math.max(0, above - 1)), tried];
  return [...new Set(known)].filter((pid) => pid !== root && readProcessStat(proc, pid) !== null);
}

function ancestorsOf(proc: string, pid: number): number[] {
  const parent = readProcessStat(proc, pid)?.parent ?? 0;
  return parent > 0 ? [parent, ...ancestorsOf(proc, parent)] : [];
}

function tryOut(): number | null {
  const { stdout } = spawnSync("sh", ["-c", TELL_NEW_PARENT], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 5000 });
  return Number.parseInt(stdout ?? "", 10) || null;
}

import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import type { Roots, Unavailable } from "./capture.ts";
import type { CgroupVersion } from "./cgroup-place.ts";
import { groupOf, placeOf } from "./cgroup-place.ts";
import { childrenReader, processesBelow } from "./process-children.ts";
import { readProcessStat } from "./process-stat.ts";

export interface WorkGroup {
  folder: string;
  /** As `PROC/PID/cgroup` names it. */
  group: string;
}

/** Passes over processes until none is left: what one forks while others are moved is born where it was. */
const MOST_PASSES = 20;
let made = 0;
/** Groups of this process that something was still in when they were to go: another group below, or a process that was ending. */
const unremoved = new Set<string>();

/** 0 is a process of another PID namespace. */
const processesIn = (folder: string): number[] => readFileSync(join(folder, "cgroup.procs"), "latin1").split("\n").map(Number).filter((pid) => pid > 0);
/** The kernel moves all threads of the process. */
const move = (pid: number, folder: string): void => writeFileSync(join(folder, "cgroup.procs"), String(pid));
const codeOf = (cause: unknown): string | undefined => (cause as NodeJS.ErrnoException).code;

/**
 * Makes a control group below that of a process and moves the process in with everything below it; what they start is born there.
 * Controllers, limits and other processes stay as they are.
 */
export function makeWorkGroup(root: number, version: CgroupVersion, roots: Roots): WorkGroup | Unavailable {
  const place = placeOf(root, version, roots);
  if ("unavailable" in place) return place;
  removeLeftovers(place.folder, roots.proc);
  const name = `${makerName(roots.proc)}-${++made}`;
  const group = { folder: join(place.folder, name), group: posix.join(place.group, name) };
  try {
    mkdirSync(group.folder);
    const obstacle = moveTree(root, { from: place.group, ...group }, version, roots.proc);
    if (obstacle === null) return group;
    removeWorkGroup(group.folder);
    return { unavailable: obstacle };
  } catch (cause) {
    removeWorkGroup(group.folder);
    return whyNot(place.folder, cause);
  }
}

/** @returns what stands in the way; null where the whole tree is in */
function moveTree(root: number, { from, folder, group }: WorkGroup & { from: string }, version: CgroupVersion, proc: string): string | null {
  const lookAround = childrenReader(proc, root);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    let moved = 0;
    for (const pid of processesBelow(root, lookAround())) {
      const stat = readProcessStat(proc, pid);
      const its = stat && !stat.zombie ? groupOf(proc, pid, version) : null;
      if (its === null || its === group) continue;
      if (its !== from) return `process ${pid} of the work is in another control group (${its}), which has to stay as it is`;
      moved += moveIfThere(pid, folder);
    }
    if (moved === 0) return null;
  }
  return "the work starts processes faster than they can be moved";
}

function moveIfThere(pid: number, folder: string): 0 | 1 {
  try {
    move(pid, folder);
    return 1;
  } catch (cause) {
    if (codeOf(cause) === "ESRCH") return 0; // it ended
    throw cause;
  }
}

/** Moves what still lives in a group back to the one above, and removes it. Never throws: a group that stays is empty and harmless. */
export function removeWorkGroup(folder: string): void {
  unremoved.add(folder);
  const deepestFirst = [...unremoved].toSorted((a, b) => b.length - a.length);
  for (const each of deepestFirst) if (vacate(each)) unremoved.delete(each);
}

function vacate(folder: string): boolean {
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    try {
      for (const pid of processesIn(folder)) moveIfThere(pid, dirname(folder));
    } catch {
      // Not of our making any more, or a kind that holds no processes: it may be empty all the same.
    }
    try {
      rmdirSync(folder);
      return true;
    } catch (cause) {
      if (codeOf(cause) === "ENOENT") return true;
      if (codeOf(cause) !== "EBUSY") return false;
    }
  }
  return false;
}

/** `joulemark-PID-START-NAMESPACE`: by it another process can tell whether the maker lives. */
function makerName(proc: string): string {
  return `joulemark-${process.pid}-${readProcessStat(proc, process.pid)?.start ?? 0}-${pidNamespace(proc)}`;
}

function pidNamespace(proc: string): string {
  try {
    return /\d+/.exec(readlinkSync(`${proc}/self/ns/pid`))?.[0] ?? "0";
  } catch {
    return "0"; // a /proc without namespaces
  }
}

/** Groups whose maker was killed. */
function removeLeftovers(parent: string, proc: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid, start, namespace] = /^joulemark-(\d+)-(\d+)-(\d+)-\d+$/.exec(name) ?? [];
    if (!pid || namespace !== pidNamespace(proc) || readProcessStat(proc, Number(pid))?.start === Number(start)) continue;
    removeLeftovers(join(parent, name), proc);
    vacate(join(parent, name));
  }
}

function whyNot(folder: string, cause: unknown): Unavailable {
  const code = codeOf(cause);
  if (code === "EROFS") return { unavailable: `${folder} is mounted read-only`, remedy: "docker run --privileged --cgroupns=private …, or another setting that mounts the container's own control group writable" };
  if (code === "EACCES" || code === "EPERM") return { unavailable: `this user may make no control group below ${folder}`, remedy: "systemd-run --user --scope --property=Delegate=yes COMMAND" };
  return { unavailable: `no control group can be made below ${folder}: ${cause instanceof Error ? cause.message : String(cause)}` };
}

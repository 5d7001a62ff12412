import { readFileSync } from "node:fs";
import type { CaptureKind, CaptureMode, OpenCapture, Roots, Unavailable } from "./capture.ts";
import type { CgroupVersion } from "./cgroup-place.ts";
import { groupOf } from "./cgroup-place.ts";
import { ownNumber } from "./process-children.ts";
import { readProcessStat } from "./process-stat.ts";
import type { WorkGroup } from "./work-group.ts";
import { makeWorkGroup, removeWorkGroup } from "./work-group.ts";

export interface GroupCounter {
  mode: CaptureMode;
  version: CgroupVersion;
  file: string;
  /** CPU seconds since the group was made; NaN where the text does not say. */
  secondsIn(text: string): number;
}

/** A running task's time enters the group at the scheduler's tick: 4 ms at the usual 250 Hz, at most this. */
const TICK_SECONDS = 0.01;

/** Windows of one process on the same root share its group, so that nested and concurrent ones are differences of one counter. */
const shared = new Map<string, WorkGroup & { users: number }>();

/**
 * The CPU time of a control group that holds the work and nothing else: exact for whatever lives, ended or detached itself. `children` is the group
 * of this process without its own time: children are born in it.
 */
export function cgroupCapture(counter: GroupCounter): CaptureKind {
  return {
    mode: counter.mode,
    open(scope, roots) {
      const pid = typeof scope.root === "number" ? scope.root : process.pid;
      const joined = join(pid, counter.version, roots);
      if ("unavailable" in joined) return joined;
      try {
        return openGroup(joined, counter, scope.root === "children");
      } catch (cause) {
        joined.leave();
        throw cause;
      }
    },
  };
}

function openGroup({ group, leave, isIn }: Joined, { mode, file, secondsIn }: GroupCounter, withoutOwn: boolean): OpenCapture {
  const path = `${group.folder}/${file}`;
  const total = (): number => {
    const text = readFileSync(path, "latin1");
    const seconds = secondsIn(text);
    if (Number.isNaN(seconds)) throw new Error(`${path} does not say what the group used: ${JSON.stringify(text.slice(0, 100))}`);
    const { user, system } = process.cpuUsage();
    return seconds - (withoutOwn ? (user + system) / 1e6 : 0);
  };
  const start = total();
  let most = 0;
  return {
    mode,
    tickSeconds: TICK_SECONDS,
    read: () => (most = Math.max(most, total() - start)),
    coverage: () => (isIn() ? { share: 1, flags: [] } : { share: null, flags: ["left-its-control-group"] }),
    close: leave,
  };
}

interface Joined {
  group: WorkGroup;
  leave(): void;
  /** Whether the root is in the group, or ended there. */
  isIn(): boolean;
}

function join(pid: number, version: CgroupVersion, roots: Roots): Joined | Unavailable {
  const { proc, cgroup } = roots;
  if (process.platform !== "linux") return { unavailable: `${process.platform} has no control groups` };
  const stat = readProcessStat(proc, pid);
  if (!stat || stat.zombie) return { unavailable: `${proc} does not show process ${pid}` };
  if (ownNumber(proc) !== process.pid) return { unavailable: `${proc} numbers processes otherwise than this process does` };
  const key = [version, proc, cgroup, pid, stat.start].join(" ");
  const made: WorkGroup | Unavailable = shared.get(key) ?? makeWorkGroup(pid, version, roots);
  if ("unavailable" in made) return made;
  const group = shared.get(key) ?? { ...made, users: 0 };
  shared.set(key, group);
  group.users++;
  let inside = true;
  return {
    group,
    leave() {
      if (!inside) return;
      inside = false;
      if (--group.users > 0) return;
      shared.delete(key);
      removeWorkGroup(group.folder);
    },
    isIn() {
      const its = readProcessStat(proc, pid)?.start === stat.start ? groupOf(proc, pid, version) : null;
      return its === null || its === group.group || its.startsWith(`${group.group}/`);
    },
  };
}

import type { CaptureKind } from "./capture.ts";
import { clockTicksPerSecond } from "./clock-ticks.ts";
import { makeMarker } from "./environment-marker.ts";
import { ownNumber } from "./process-children.ts";
import { readProcessStat } from "./process-stat.ts";
import { ProcessTreeCount } from "./process-tree-count.ts";

/**
 * The living tree through /proc, and what was waited for in it. A process that detaches itself is found by the marker that `environment` puts into
 * what is started; what may have been missed is bounded by what the process waited for that takes orphans.
 */
export const processTree: CaptureKind = {
  mode: "process-tree",
  open(scope, { proc }) {
    const root = scope.root === process.pid ? "self" : scope.root;
    if (process.platform !== "linux") return { unavailable: `${process.platform} has no /proc that shows the time of other processes` };
    const own = ownNumber(proc);
    const pid = typeof root === "number" ? root : own;
    if (!readProcessStat(proc, pid)) return { unavailable: `${proc} does not show process ${pid}` };
    const ticksPerSecond = clockTicksPerSecond(proc);
    if (ticksPerSecond === null) return { unavailable: `neither ${proc}/self/auxv nor getconf CLK_TCK says how long a tick of the clock is` };
    const marker = typeof root === "number" ? null : makeMarker(proc, own);
    const count = new ProcessTreeCount({ proc, root: pid, countsRoot: typeof root === "number", marker, ticksPerSecond, now: () => performance.now() / 1000 });
    // The own process says its time in µs, of all its threads.
    const ownAtStart = process.cpuUsage();
    const ownSeconds = (): number => {
      const { user, system } = process.cpuUsage(ownAtStart);
      return root === "self" ? (user + system) / 1e6 : 0;
    };
    return {
      mode: "process-tree",
      tickSeconds: 1 / ticksPerSecond,
      environment: marker?.environment ?? {},
      adopt(child) {
        try {
          count.adopt(child);
        } catch {
          // The next look finds it.
        }
      },
      read: () => ownSeconds() + count.look() / ticksPerSecond,
      coverage: () => count.coverage(ownSeconds() * ticksPerSecond),
      close() {},
    };
  },
};

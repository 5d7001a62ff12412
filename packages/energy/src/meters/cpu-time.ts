import { TABLE_SOURCE } from "../hardware/processors.ts";
import type { MeterKind } from "./meter.ts";
import { TICKS_PER_SECOND, childSeconds, showsProcess } from "./process-time.ts";

/**
 * Joules from CPU seconds of this process (all its threads, in µs) and of its children (in ticks of 10 ms) times watts per busy thread of the
 * processor's family. Idle power, fans and supplies are in the watts in the share that a fully loaded server has; accelerators are not.
 * Source of the watts: hardware/processors.ts.
 */
export const cpuTime: MeterKind = {
  id: "cpu-time",
  open({ family, wattsPerThread, factor }, { proc }) {
    const seesChildren = process.platform === "linux" && showsProcess(proc, process.pid);
    let mostOfChildren = 0;
    const read = () => {
      const { user, system } = process.cpuUsage();
      if (seesChildren) mostOfChildren = Math.max(mostOfChildren, childSeconds(proc, process.pid)); // a child that nobody waited for must not take its seconds back
      const cpuSeconds = (user + system) / 1e6 + mostOfChildren;
      return { cpuSeconds, joules: cpuSeconds * wattsPerThread };
    };
    return {
      method: "ESTIMATED",
      boundary: "PROCESS",
      component: "cpu",
      source: `CPU seconds × ${wattsPerThread} W per thread (${family === "unknown" ? "unknown processor, median of all" : family}; ${TABLE_SOURCE}; ×/÷${factor})`,
      factor,
      tickSeconds: seesChildren ? 1 / TICKS_PER_SECOND : 1e-6,
      constants: { wattsPerThread, factor, processorFamily: family, table: TABLE_SOURCE },
      read,
      seen() {
        if (!seesChildren) return { coverage: null, flags: ["children-not-seen"] };
        return mostOfChildren === 0 ? { coverage: 1, flags: [] } : { coverage: null, flags: ["detached-children-not-seen"] };
      },
    };
  },
};

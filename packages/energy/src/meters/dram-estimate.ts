import { cpuShareOf } from "./cpu-share.ts";
import type { Rung, WorkSlice } from "./open-meter.ts";

const WATTS_PER_GB = 0.375;
/** 0.2 … 0.6 W per GB lie within it: Boavizta takes 0.284, Green Algorithms 0.3725, eco2AI 0.375, Cloud Carbon Footprint 0.392. */
const FACTOR = 1.9;

/**
 * Memory by its size: it draws power whether it is used or not. What is reserved for the work is its own; without a reservation the work has the
 * machine's memory in its share of CPU time, or of threads where the machine's CPU time is hidden. Never beside a figure that has memory in it.
 */
export const dramEstimate: Rung = {
  id: "dram-estimate",
  component: "dram",
  open({ memoryBytes, machineThreads }) {
    const shareOf = (slice: WorkSlice): number => cpuShareOf(slice, machineThreads)?.share ?? Math.min(1, slice.cpuSeconds / (slice.seconds * machineThreads));
    return [
      {
        kind: "model", id: "dram-estimate", component: "dram", method: "ESTIMATED", boundary: "PROCESS", factor: FACTOR, biasGroup: "dram-estimate",
        source: `${WATTS_PER_GB} W per GB of memory reserved for the work, else of the machine's in the work's share of CPU time (0.2 … 0.6 W per GB: ×/÷${FACTOR})`,
        constants: { wattsPerGb: WATTS_PER_GB, memoryBytes, factor: FACTOR },
        joules(slice) {
          if (!(slice.seconds > 0)) return 0;
          const bytes = slice.memoryBytes ?? memoryBytes * shareOf(slice);
          return (bytes / 1e9) * WATTS_PER_GB * slice.seconds;
        },
      },
    ];
  },
};

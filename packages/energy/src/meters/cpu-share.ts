import type { WorkSlice } from "./open-meter.ts";

export interface CpuShare {
  /** Work's share of all CPU time on the machine, 0 … 1. */
  share: number;
  /** CPU time of all over that of all threads, 0 … 1. */
  load: number;
}

/**
 * How busy a machine was and how much of that was the work; null where the machine's CPU time cannot be seen, or nothing ran. The two are read
 * at different moments and in ticks, so the work's may come out above the machine's: it is then all of it.
 */
export function cpuShareOf({ seconds, cpuSeconds, machineCpuSeconds }: WorkSlice, machineThreads: number): CpuShare | null {
  if (machineCpuSeconds === null) return null;
  const all = Math.max(machineCpuSeconds, cpuSeconds);
  if (!(all > 0) || !(seconds > 0)) return { share: 0, load: 0 };
  return { share: cpuSeconds / all, load: Math.min(1, all / (seconds * machineThreads)) };
}

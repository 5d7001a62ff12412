import { readFileSync } from "node:fs";
import { join } from "node:path";

/** user, nice, system, irq and softirq of the first line of /proc/stat; guest time is inside user, stolen time is not ours. Source: proc(5). */
const busyFields = [0, 1, 2, 5, 6];

/**
 * CPU seconds that everything on this machine has used since it started, read from /proc/stat; null where there is none.
 * @param ticksPerSecond of the system's clock
 */
export function machineCpuSeconds(proc: string, ticksPerSecond: number): number | null {
  let text: string;
  try {
    text = readFileSync(join(proc, "stat"), "utf8");
  } catch {
    return null; // not a Linux, or hidden: shares then go by what is known
  }
  const ticks = /^cpu +(.*)$/m.exec(text)?.[1]?.trim().split(/ +/).map(Number);
  return ticks ? busyFields.reduce((sum, field) => sum + (ticks[field] ?? 0), 0) / ticksPerSecond : null;
}

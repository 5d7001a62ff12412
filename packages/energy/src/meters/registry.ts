import type { MeterKind } from "./meter.ts";
import { cpuTime } from "./cpu-time.ts";

/** Best first: the first that this machine has is taken, and the reasons for each step down are recorded. */
export const meters: readonly MeterKind[] = [cpuTime];

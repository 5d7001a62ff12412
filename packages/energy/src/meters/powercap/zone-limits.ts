import { tdpOf } from "../../hardware/tdp.ts";
import type { Host } from "../open-meter.ts";
import type { ZoneKind } from "./zone-tree.ts";

/** The processors' TDP times this is more than a package takes for the length of a reading: turbo modes take up to twice as much. */
const TIMES_TDP = 3;
/** Where the processor is not in hardware/tdp.ts: about the largest of its time. */
const DEFAULT_TDP_WATTS = 350;
/** Judgement: the upper end of what a GB takes, and the least for a machine with little memory. */
const DRAM_WATTS_PER_GB = 0.6;
const LEAST_DRAM_WATTS = 50;
/** What a platform's counter covers beside processor and memory, W. */
const PLATFORM_WATTS = 100;

/** More than one counter of that kind cannot truly show, W. */
export function limitWattsOf(kind: ZoneKind, { processor, memoryBytes, sockets }: Host): number {
  const packageWatts = TIMES_TDP * (tdpOf(processor.model)?.tdpWatts ?? DEFAULT_TDP_WATTS);
  const dramWatts = TIMES_TDP * Math.max(LEAST_DRAM_WATTS, (memoryBytes / 1e9) * DRAM_WATTS_PER_GB);
  if (kind === "package") return packageWatts;
  return kind === "dram" ? dramWatts : packageWatts * sockets + dramWatts + TIMES_TDP * PLATFORM_WATTS;
}

import { TABLE_SOURCE, unknownFamily } from "../hardware/processors.ts";
import type { Processor } from "../hardware/processor.ts";
import type { ModelMeter, Rung } from "./open-meter.ts";

/**
 * CPU seconds of the work times watts of a busy thread, in the share of a whole and fully used server: processor, memory, fans and supply are in it.
 * Source of the watts: hardware/processors.ts.
 */
export const serverShareOf = (id: string, { family, wattsPerThread, factor }: Processor): ModelMeter => ({
  kind: "model", id, component: "cpu", covers: ["dram"], method: "ESTIMATED", boundary: "PROCESS", factor, biasGroup: `watts-per-thread/${family}`,
  source: `CPU seconds × ${wattsPerThread} W per thread (${family === unknownFamily.slug ? "unknown processor, median of all" : family}; ${TABLE_SOURCE}; ×/÷${factor})`,
  constants: { wattsPerThread, factor, processorFamily: family, table: TABLE_SOURCE },
  joules: ({ cpuSeconds }) => wattsPerThread * cpuSeconds,
});

/** Of the processor's own generation. */
export const wattsPerThread: Rung = {
  id: "watts-per-thread",
  component: "cpu",
  open: ({ processor }) => (processor.family === unknownFamily.slug ? { unavailable: `the generation of ${processor.model} is not in the table` } : [serverShareOf("watts-per-thread", processor)]),
};

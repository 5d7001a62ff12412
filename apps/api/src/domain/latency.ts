import type { z } from "zod";
import { latencySchema } from "./report.ts";

type ReportedLatency = z.output<typeof latencySchema>[number];

export interface Latency extends ReportedLatency {
  /** What computed, with its version. */
  runtime: string;
}

/** A report says what trained, and what predicted where that was something else: "tfjs-node 4.22.0, …; inference: ONNX Runtime 1.30.0". */
const runtimeOf = (backend: string): string => /; inference: (.+)$/.exec(backend)?.[1] ?? backend.split("; ")[0]!;

/** How long predicting a batch took, by batch size, as a run's report tells it; none: not measured, or by a release that did not tell it. */
export function latencyOf(report: unknown, backend: string | undefined): Latency[] {
  const { data = [] } = latencySchema.safeParse((report as { latency?: unknown } | null)?.latency);
  return data.map((one) => ({ ...one, runtime: runtimeOf(backend ?? "") })).sort((a, b) => a.batchSize - b.batchSize);
}

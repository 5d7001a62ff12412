import type { Latency as LatencyShape } from "../../domain/latency.ts";
import { builder } from "../builder.ts";

export const Latency = builder.objectRef<LatencyShape>("Latency").implement({
  description: "Wall time of calls that predict one batch, measured. A percentile is null where too few calls were timed to tell it.",
  fields: (t) => ({
    batchSize: t.exposeInt("batchSize"),
    threads: t.exposeInt("threads"),
    p50Ms: t.exposeFloat("p50Ms"),
    p95Ms: t.exposeFloat("p95Ms", { nullable: true }),
    p99Ms: t.exposeFloat("p99Ms", { nullable: true }),
    calls: t.exposeInt("calls", { description: "That were timed." }),
    runtime: t.exposeString("runtime", { description: "What computed, with its version." }),
  }),
});

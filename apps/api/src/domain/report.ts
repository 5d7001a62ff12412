import { z } from "zod";
import { parseInput, sha256 } from "./input.ts";

const interval = z.object({ low: z.number(), high: z.number(), level: z.number().gt(0).lt(1) }).refine(({ low, high }) => low <= high, "An interval's low end is above its high end.");
const figure = (unit: z.ZodType<string>) =>
  z.object({
    value: z.number(),
    unit,
    interval: interval.nullable(),
    method: z.enum(["COUNTER", "SAMPLED", "ESTIMATED", "PROJECTED", "DECLARED"]),
    boundary: z.enum(["PROCESS", "COMPONENT", "NODE", "FACILITY"]).nullable(),
    source: z.string().min(1).max(1_000),
  });
/** Of work that was done: what is projected to be done is no report's. */
const joules = figure(z.literal("J")).refine(({ method }) => method !== "PROJECTED", { path: ["method"], message: "A run reports what it took, not what it is projected to take: COUNTER, SAMPLED, ESTIMATED or DECLARED." }).nullable();
const money = figure(z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code such as EUR"));
const count = z.int().min(0);
const text = z.string().max(200);

/** Layers of the network, by which work on it is counted; the engine has checked them. */
const architecture = z.object({
  inputShape: z.array(z.int().min(1)).min(1).max(8),
  layers: z.array(z.object({ className: text, name: text, config: z.record(z.string().max(100), z.unknown()), inbound: z.array(text).max(64) })).min(1).max(1_000),
});

const milliseconds = z.number().min(0);

/** How long calls that predict a batch took, by batch size; a percentile is null where too few were timed to tell it. */
export const latencySchema = z
  .array(z.object({ batchSize: z.int().min(1), threads: z.int().min(1), p50Ms: milliseconds, p95Ms: milliseconds.nullable(), p99Ms: milliseconds.nullable(), calls: z.int().min(1) }))
  .max(32);

const succeeded = z.object({
  schemaVersion: z.literal(1),
  outcome: z.literal("SUCCEEDED"),
  failure: z.null(),
  seed: z.int(),
  task: text,
  techniques: z.array(text).min(1),
  environment: z.object({ engineVersion: text, backend: text, threads: z.int().min(1), workers: z.int().min(1).max(10_000).optional(), operatingSystem: text, processor: text, accelerator: text.nullable(), hardwareClass: text, zone: text.nullable() }),
  metrics: z.array(z.object({ name: text, value: z.number(), direction: z.enum(["MAXIMIZE", "MINIMIZE"]), interval: interval.nullable(), split: z.enum(["test", "validation"]), count })).min(1),
  steps: count,
  epochs: count,
  staleness: z.array(z.int().min(0).max(2 ** 31 - 1)).max(256).optional(), // missing where no training was asynchronous
  trainingCpuSeconds: z.number().min(0),
  trainingWallSeconds: z.number().min(0),
  trainingEnergy: joules,
  inferenceEnergyPerThousand: joules,
  latency: latencySchema.optional(), // missing in reports of the first release
  carbon: figure(z.literal("gCO2e")).nullable(),
  cost: money.nullable(),
  costs: z.array(z.object({ kind: z.enum(["ELECTRICITY", "COMPUTE", "HARDWARE"]), amount: money })),
  network: z.object({ label: text, parameterCount: count, sizeBytes: count, multiplyAdds: count, sha256, architecture: architecture.optional(), numberType: z.enum(["float32", "float16", "int8"]).optional() }),
  files: z.array(z.object({ name: text, path: z.string(), sha256, sizeBytes: count, mediaType: text })),
});

/** Of a run that failed only what was reached before is there. */
const failed = succeeded.partial().extend({
  schemaVersion: z.literal(1),
  outcome: z.literal("FAILED"),
  failure: z.object({ code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, "A code has capital letters, digits and underscores."), message: z.string().max(4_000) }),
  metrics: succeeded.shape.metrics.element.array().optional(),
  techniques: z.array(text).optional(),
  network: succeeded.shape.network.nullish(),
});

export type SucceededReport = z.output<typeof succeeded>;
export type FailedReport = z.output<typeof failed>;

/** The engine's report.json. @throws InvalidInput with every path that is wrong */
export function parseReport(value: unknown): SucceededReport | FailedReport {
  return parseInput(z.discriminatedUnion("outcome", [succeeded, failed]), value, ["report"]);
}

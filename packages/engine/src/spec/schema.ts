import { z } from "zod";
import { tasks } from "../tasks/registry.ts";
import { layersSchema } from "../techniques/layers.ts";

const learningRate = z.number().gt(0).max(100).describe("step length");
const unit = z.number().min(0).lt(1);

export const optimizerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("sgd"), learningRate }),
  z.strictObject({ type: z.literal("adam"), learningRate, beta1: unit.optional(), beta2: unit.optional(), epsilon: z.number().gt(0).optional() }),
]);

export const trainingSchema = z.strictObject({
  strategy: z.enum(["single"]).default("single").describe("how the work is spread: one process"),
  examples: z.int().min(1).optional().describe("only the first n of the seeded training split"),
  epochs: z.int().min(1).max(10_000).default(10),
  batchSize: z.int().min(1).max(4096).default(32),
  optimizer: optimizerSchema.default({ type: "adam", learningRate: 0.001 }),
});
export type TrainingSpec = z.infer<typeof trainingSchema>;

/** A step's own training: only what it changes. Defaults would hide what the specification says. */
export const trainingOverrideSchema = z.strictObject({
  strategy: trainingSchema.shape.strategy.unwrap().optional(),
  examples: trainingSchema.shape.examples,
  epochs: trainingSchema.shape.epochs.unwrap().optional(),
  batchSize: trainingSchema.shape.batchSize.unwrap().optional(),
  optimizer: optimizerSchema.optional(),
});

export const baseSchema = z
  .strictObject({
    modelVersion: z.string().min(1).max(200).optional().describe("id of a registered version"),
    layers: layersSchema.optional().describe("hidden layers of a new network; the task adds its output layer"),
    file: z.string().min(1).max(4096).optional().describe("a model on disk; on the engine's command line only"),
  })
  .refine((base) => Object.values(base).filter((value) => value !== undefined).length === 1, { message: "Give exactly one of modelVersion, layers, file." });

export const budgetSchema = z.strictObject({
  maxEnergyJoules: z.number().gt(0).optional().describe("J, all runs of the experiment together"),
  maxCost: z.strictObject({ value: z.number().gt(0), currency: z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code such as EUR") }).optional(),
  deadline: z.iso.datetime({ offset: true }).optional(),
});

/** Everything but the steps of the pipeline, which their techniques check. */
export const outerSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().trim().min(1).max(200),
  task: z.enum(tasks.map(({ slug }) => slug) as [string, ...string[]]),
  base: baseSchema,
  pipeline: z.array(z.looseObject({ technique: z.string() })).min(1).max(10),
  training: trainingSchema.default(() => trainingSchema.parse({})),
  seeds: z
    .array(z.int().min(0).max(2 ** 31 - 1))
    .min(1)
    .max(20)
    .refine((seeds) => new Set(seeds).size === seeds.length, { message: "Seeds must differ from each other." })
    .default([1]),
  budget: budgetSchema.optional(),
});

/** A parsed specification: defaults are filled in; JSON again, and parsing it once more changes nothing. */
export type Specification = z.infer<typeof outerSchema>;

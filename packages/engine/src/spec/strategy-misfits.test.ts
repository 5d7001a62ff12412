import { expect, test } from "@jest/globals";
import { strategies } from "../training/registry.ts";
import { parseSpecification } from "./parse.ts";
import { trainingSchema, trainingUpdates } from "./schema.ts";

const issuesOf = (training: object, own?: object): string[] => {
  const parsed = parseSpecification({ version: 1, name: "x", task: "digits", base: { layers: [] }, pipeline: [{ technique: "train", ...(own ? { training: own } : {}) }], training });
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

test("a specification can name every strategy that there is", () => {
  expect(trainingSchema.shape.strategy.unwrap().options).toEqual(strategies.map(({ id }) => id));
});

test("a key that the strategy does not read is refused, saying who reads it", () => {
  expect(issuesOf({ workers: 2 })).toEqual([expect.stringMatching(/^training\.workers: The strategy single has no workers; it is read by sync-data-parallel/)]);
  expect(issuesOf({ strategy: "sync-data-parallel", workers: 2, bucketBytes: 4096, compression: { type: "fp16" }, gradientAccumulationSteps: 2 })).toEqual([]);
});

test("a step is held to its own strategy: what it names itself, not what it has from the pipeline", () => {
  const parallel = { strategy: "sync-data-parallel", workers: 2 };
  expect(issuesOf(parallel, { strategy: "single" })).toEqual([]);
  expect(issuesOf(parallel, { workers: 3 })).toEqual([]);
  expect(issuesOf(parallel, { strategy: "single", workers: 3 })).toEqual([expect.stringMatching(/^pipeline\.0\.training\.workers: /)]);
  expect(issuesOf({ gradientAccumulationSteps: 2 }, { strategy: "async" })).toEqual(["pipeline.0.training.strategy: The training of the whole pipeline sums gradients over 2 batches, which async does not."]);
  expect(issuesOf({ gradientAccumulationSteps: 2 }, { strategy: "async", gradientAccumulationSteps: 1 })).toEqual([expect.stringMatching(/^pipeline\.0\.training\.gradientAccumulationSteps: /)]);
  expect(issuesOf({}, { compression: { type: "fp16" } })).toEqual([expect.stringMatching(/^pipeline\.0\.training\.compression: /)]);
});

test("async takes a bound, none, and null; a look ahead wants a momentum", () => {
  for (const maxStaleness of [0, 3, null, undefined]) expect(issuesOf({ strategy: "async", ...(maxStaleness === undefined ? {} : { maxStaleness }) })).toEqual([]);
  expect(issuesOf({ strategy: "local-sgd", syncEvery: 8, outerOptimizer: { learningRate: 0.7, nesterov: true } })).toEqual(["training.outerOptimizer.nesterov: Nesterov's look ahead needs a momentum above 0."]);
});

test("what a schedule counts are updates: of all together, or of each process", () => {
  const training = { ...trainingSchema.parse({}), epochs: 3, batchSize: 10 }; // 95 examples: 10 batches an epoch
  expect(trainingUpdates(training, 95)).toBe(30);
  expect(trainingUpdates({ ...training, gradientAccumulationSteps: 4 }, 95)).toBe(9);
  expect(trainingUpdates({ ...training, strategy: "local-sgd", workers: 3 }, 95)).toBe(12);
  expect(trainingUpdates({ ...training, strategy: "async", workers: 3 }, 95)).toBe(30);
  expect(trainingUpdates({ ...training, strategy: "async", workers: 3, maxStaleness: 0 }, 95)).toBe(12);
});

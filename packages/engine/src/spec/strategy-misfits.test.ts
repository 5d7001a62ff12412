import { expect, test } from "@jest/globals";
import { strategies } from "../training/registry.ts";
import { parseSpecification } from "./parse.ts";
import { trainingSchema } from "./schema.ts";

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
  expect(issuesOf({}, { compression: { type: "fp16" } })).toEqual([expect.stringMatching(/^pipeline\.0\.training\.compression: /)]);
});

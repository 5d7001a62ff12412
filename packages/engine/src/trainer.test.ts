import { availableParallelism } from "node:os";
import { beforeAll, expect, test } from "@jest/globals";
import { readProcessor } from "@joulemark/energy";
import { openBackend } from "./backend.ts";
import { safetensors } from "./formats/safetensors.ts";
import type { Backend } from "./graph/session.ts";
import type { Network } from "./network/network.ts";
import type { EngineEvent } from "./report.ts";
import type { RunOutcome } from "./run.ts";
import { runJob } from "./run.ts";
import { parseSpecification } from "./spec/parse.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

async function run(specification: object, interrupted = (): boolean => false, base: Network | null = null): Promise<RunOutcome & { events: EngineEvent[] }> {
  const parsed = parseSpecification({ version: 1, name: "x", task: "digits", base: { layers: [{ type: "dense", units: 20 }] }, ...specification });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const events: EngineEvent[] = [];
  const outcome = await runJob(
    { specification: parsed.specification, seed: 1, zone: null, site: {}, remainingEnergyJoules: null, base },
    { backend, processor: readProcessor(), resume: null, emit: (event) => void events.push(event), saveCheckpoint: () => "", saveEnergyRecord: () => undefined, interrupted, inferenceSeconds: 0.01 },
  );
  return { ...outcome, events };
}
const workers = Math.min(2, availableParallelism());
const zerosOf = ({ model }: RunOutcome): number => safetensors.decode(model!).weights["dense_1/kernel"]!.values.filter((value) => value === 0).length;

test("early stopping that keeps the best epoch keeps none from before the last weights were set to zero", async () => {
  // At this rate no epoch after the first is better, and with no patience training ends as soon as it is watched.
  const schedule = { type: "polynomial", endStep: 30, frequency: 5 };
  const outcome = await run({ pipeline: [{ technique: "prune-magnitude", sparsity: 0.75, schedule }], training: { examples: 128, epochs: 20, batchSize: 16, optimizer: { type: "sgd", learningRate: 1e-6 }, earlyStopping: { minDelta: 1, restoreBestWeights: true } } });
  expect(zerosOf(outcome)).toBe(0.75 * 64 * 20);
  expect(outcome.report.steps).toBe(5 * 8); // step 30 is in the fourth epoch of 8 steps; the fifth is no better
});

test("zeros of pruning stay through every later training of a pipeline, in processes of its own too, and through that of a version that was pruned before", async () => {
  const training = { examples: 256, epochs: 3, optimizer: { type: "adam", learningRate: 0.01 } };
  const later = [{ technique: "train", training: { strategy: "local-sgd", workers, syncEvery: 2 } }, { technique: "cluster-weights", clusters: 8 }, { technique: "train" }];
  const pruned = await run({ pipeline: [{ technique: "train" }, { technique: "prune-magnitude", sparsity: 0.75, fineTune: false }, ...later], training });
  const whereZero = ({ model }: RunOutcome): number[] => Array.from(safetensors.decode(model!).weights["dense_1/kernel"]!.values).flatMap((value, i) => (value === 0 ? [i] : []));
  expect(zerosOf(pruned)).toBe(0.75 * 64 * 20);
  const base = safetensors.decode(pruned.model!);
  const quantized = await run({ base: { modelVersion: "a-version" }, pipeline: [{ technique: "quantize", mode: "qat" }], training }, undefined, base);
  const [before, after] = [whereZero(pruned), new Set(whereZero(quantized))]; // what is small becomes 0 beside them
  expect(before.filter((i) => !after.has(i))).toEqual([]);
  const { pruned: _names, ...others } = base;
  expect(zerosOf(await run({ base: { modelVersion: "a-version" }, pipeline: [{ technique: "train" }], training }, undefined, others))).toBeLessThan(0.3 * 64 * 20); // zeros that nobody says were pruned
});

test("a run can be interrupted while a kernel is decomposed", async () => {
  const layers = [{ type: "dense", units: 400 }, { type: "dense", units: 400 }]; // a second or so
  await expect(run({ base: { layers }, pipeline: [{ technique: "low-rank", fineTune: false }] }, () => true)).rejects.toMatchObject({ code: "CANCELLED", message: expect.stringContaining("while a technique computed") as unknown });
});

test("what a technique computes by itself is in the training's joules, and what it did is in the log, also where nothing is trained", async () => {
  const layers = [{ type: "dense", units: 200 }, { type: "dense", units: 200 }];
  const { report, events } = await run({ base: { layers }, pipeline: [{ technique: "low-rank", fineTune: false }] });
  expect(report).toMatchObject({ outcome: "SUCCEEDED", steps: 0, network: { label: "64-16-200-50-200-3-10" } });
  expect(report.trainingWallSeconds).toBeGreaterThan(0); // the window is open for nothing else
  expect(events.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^Low-rank factorization: Split, with their ranks: .*dense_2 \(50\)/));
});

test("steps that train nothing are none of the run's steps: it ends at its last, with a checkpoint", async () => {
  const { report, events } = await run({ pipeline: [{ technique: "train" }, { technique: "fold-batch-norm" }, { technique: "prune-magnitude", fineTune: false }], training: { examples: 64, epochs: 3 } });
  expect(report.steps).toBe(6);
  expect(events.find(({ kind }) => kind === "PROGRESS")!.totalSteps).toBe(6);
  expect(events.filter(({ kind }) => kind === "CHECKPOINT").at(-1)!.step).toBe(6);
});

test("the joules of the processes that trained are the run's, and the report says how many there were", async () => {
  const before = process.cpuUsage();
  const { report, events } = await run({ pipeline: [{ technique: "train" }], base: { layers: [{ type: "dense", units: 400 }, { type: "dense", units: 400 }] }, training: { strategy: "sync-data-parallel", workers, epochs: 2, batchSize: 256 } });
  const { user, system } = process.cpuUsage(before);
  expect(report).toMatchObject({ outcome: "SUCCEEDED", steps: 10, environment: { workers, threads: 1, backend: expect.stringMatching(/; training: \d process(es)? of 1 thread$/) as unknown } });
  // Each process loads TensorFlow: what this one used in the whole run, evaluation and all, is less than that.
  expect(report.trainingCpuSeconds - (user + system) / 1e6).toBeGreaterThan(0.3 * workers);
  expect(report.trainingEnergy!.value).toBeGreaterThan(0);
  expect(events.map(({ message }) => message)).toContain(`${workers} training processes of 1 thread(s) each are at work.`);
});

test("more processes than cores are refused with both numbers, before anything is trained", async () => {
  const { report } = await run({ pipeline: [{ technique: "train" }], training: { strategy: "sync-data-parallel", workers: 64 } });
  expect(report).toMatchObject({ outcome: "FAILED", failure: { code: "INVALID_INPUT", message: expect.stringMatching(/^64 workers of 1 thread\(s\) each need 64 cores, and this machine gives \d+/) as unknown }, steps: 0 });
});

test("an asynchronous run tells how late its gradients came, of all its trainings together", async () => {
  const { report } = await run({ pipeline: [{ technique: "train" }, { technique: "train" }], training: { strategy: "async", workers, maxStaleness: 1, epochs: 2, batchSize: 64 } });
  expect(report.staleness!.reduce((a, b) => a + b, 0)).toBe(report.steps);
  expect(report.staleness!.length).toBeLessThanOrEqual(2);
});

test("a price that no epoch pays ends the training at the first chance, and the log says what was expected", async () => {
  const { report, events } = await run({ pipeline: [{ technique: "train" }], base: { layers: [{ type: "dense", units: 600 }, { type: "dense", units: 600 }] }, training: { epochs: 40, batchSize: 128, joulePrice: { price: 1000, minEpochs: 4 } } });
  expect(report.epochs).toBeLessThan(10); // 4, but for epochs that a coarse meter does not see
  expect(events.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^Stopped early after epoch \d: the next .* J were expected to better val_accuracy by .*; at a price of 1000 a joule they must bring /));
});

test("a price that every epoch pays changes nothing", async () => {
  const training = { epochs: 8, examples: 200 };
  const [priced, free] = [await run({ pipeline: [{ technique: "train" }], training: { ...training, joulePrice: { price: 1e-12, minEpochs: 4, confidence: 0.999 } } }), await run({ pipeline: [{ technique: "train" }], training })];
  expect(priced.report.steps).toBe(free.report.steps);
  expect(Buffer.from(priced.model!).equals(free.model!)).toBe(true);
});

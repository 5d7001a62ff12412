import { expect, test } from "@jest/globals";
import type { TrainingOptions } from "../graph/training-graph.ts";
import { denseNetwork, networkOf, relativeDifference } from "../test-networks.ts";
import { asynchronous } from "./async.ts";
import { single } from "./single.ts";
import type { TestTraining } from "./test-plan.ts";
import { sameBits, trainBy, withPools } from "./test-plan.ts";

const made = withPools([1, 3]);

const network = denseNetwork([12, 9, 5]);
const sgd: TrainingOptions = { optimizer: { type: "sgd", learningRate: 0.1 }, loss: { type: "cross-entropy" } };
const training = (more: Partial<TestTraining>): TestTraining => ({ backend: made.backend, network, options: sgd, settings: {}, pool: made.pools[1]!, batchSize: 8, count: 72, ...more });
const total = (counts: number[] = []): number => counts.reduce((a, b) => a + b, 0);

test("one worker is never stale, and trains what one process does", async () => {
  const [alone, worked] = [await trainBy(single, training({ pool: null })), await trainBy(asynchronous, training({ pool: made.pools[0]! }))];
  expect(relativeDifference(worked.weights, alone.weights)).toBeLessThan(1e-6);
  expect(worked.figures).toEqual({ staleness: [27] });
});

test("without staleness three batches make one update: the weights of a batch three times as large, and the same bits every time", async () => {
  const alone = await trainBy(single, training({ pool: null, batchSize: 24 }));
  const runs = [await trainBy(asynchronous, training({ settings: { maxStaleness: 0 } })), await trainBy(asynchronous, training({ settings: { maxStaleness: 0 } }))];
  expect(relativeDifference(runs[0]!.weights, alone.weights)).toBeLessThan(1e-6);
  expect(sameBits(runs[1]!.weights, runs[0]!.weights)).toBe(true);
  expect(runs[0]!.figures).toEqual({ staleness: [27] });
});

test.each([1, 2, null])("with a bound of %s no gradient is staler, every row is trained once an epoch, and the loss falls", async (maxStaleness) => {
  const { figures: { staleness = [] }, chunks } = await trainBy(asynchronous, training({ settings: { maxStaleness }, epochs: 30 }));
  expect(total(staleness)).toBe(270);
  expect(staleness.length).toBeLessThanOrEqual((maxStaleness ?? 255) + 1);
  expect(total(staleness.slice(1))).toBeGreaterThan(0); // some did come late: it is not synchronous
  expect(chunks.reduce((sum, { rows }) => sum + rows, 0)).toBe(30 * 72);
  expect(chunks.at(-1)!.loss).toBeLessThan(chunks[0]!.loss);
});

test("moving means miss no batch, however late its gradient comes", async () => {
  const normalized = networkOf([12], [["Dense", "dense_1", { units: 9 }], ["BatchNormalization", "norm", {}], ["Dense", "dense_2", { units: 5, activation: "linear" }]]);
  const given = training({ network: normalized, options: { ...sgd, optimizer: { type: "sgd", learningRate: 1e-9 } }, epochs: 4 });
  const meanOf = ({ snapshots }: Awaited<ReturnType<typeof trainBy>>): Float32Array => snapshots.at(-1)!.state["norm/moving_mean"]!.values as Float32Array;
  const [alone, worked] = [await trainBy(single, { ...given, pool: null }), await trainBy(asynchronous, given)];
  expect(total(worked.figures.staleness?.slice(1))).toBeGreaterThan(0);
  expect(relativeDifference(meanOf(worked), meanOf(alone))).toBeLessThan(0.05); // batches in another order, up to two of them late
});

test("a worker that is killed is replaced and every row is trained all the same; the counts go on from a checkpoint", async () => {
  let killed = false;
  const given = training({ settings: { maxStaleness: 1, compression: { type: "topk", ratio: 0.2 } }, maxSteps: 4 });
  const { chunks, snapshots } = await trainBy(asynchronous, { ...given, onChunk: () => {
    killed ||= process.kill(made.pools[1]!.pids[2]!, "SIGKILL");
  } });
  expect([killed, chunks.reduce((sum, { rows }) => sum + rows, 0)]).toEqual([true, 3 * 72]);
  const rest = await trainBy(asynchronous, { ...given, from: snapshots[2] });
  expect(total(rest.figures.staleness)).toBe(27);
});

import { expect, test } from "@jest/globals";
import type { TrainingOptions } from "../graph/training-graph.ts";
import { denseNetwork, networkOf, relativeDifference } from "../test-networks.ts";
import { single } from "./single.ts";
import { shardsOf, syncDataParallel } from "./sync-data-parallel.ts";
import type { TestTraining } from "./test-plan.ts";
import { sameBits, trainBy, withPools } from "./test-plan.ts";

const made = withPools([1, 2, 3]);

const network = denseNetwork([12, 9, 5]);
const sgd: TrainingOptions = { optimizer: { type: "sgd", learningRate: 0.1 }, loss: { type: "cross-entropy" } };
const training = (more: Partial<TestTraining>): TestTraining => ({ backend: made.backend, network, options: sgd, settings: {}, pool: null, ...more });

/** At this rate the weights are lost beside the step, so their change is the mean gradient. */
const bigStep: TrainingOptions = { ...sgd, optimizer: { type: "sgd", learningRate: 2 ** 24 } };

test.each([1, 2, 3])("the summed gradients of %d workers are those of the whole batch, also of one that they cannot share evenly", async (workers) => {
  const one = { options: bigStep, count: 31, batchSize: 31, epochs: 1 };
  const whole = await trainBy(single, training(one));
  const shared = await trainBy(syncDataParallel, training({ ...one, pool: made.pools[workers - 1]! }));
  expect(relativeDifference(shared.weights, whole.weights)).toBeLessThan(1e-6);
});

test.each([1, 2, 3])("after 100 steps of gradient descent %d workers have the weights of one process, short last batches included", async (workers) => {
  // 70 rows are batches of 32, 32 and 6; the last one of 65 is a single row, which one worker takes.
  for (const count of [70, 65]) {
    const same = { count, epochs: 34 };
    const whole = await trainBy(single, training(same));
    const shared = await trainBy(syncDataParallel, training({ ...same, pool: made.pools[workers - 1]! }));
    expect(relativeDifference(shared.weights, whole.weights)).toBeLessThan(1e-6);
    expect(shared.chunks.reduce((sum, { steps }) => sum + steps, 0)).toBe(102);
    expect(shared.chunks.reduce((sum, { rows }) => sum + rows, 0)).toBe(34 * count);
  }
});

test("with the same workers it gives the same bits, whatever the size of the parts that are sent", async () => {
  const adam: TrainingOptions = { ...sgd, optimizer: { type: "adam", learningRate: 0.01 } };
  const [first, ...others] = [{}, {}, { bucketBytes: 100 }].map((settings) => training({ options: adam, pool: made.pools[2]!, settings }));
  const { weights } = await trainBy(syncDataParallel, first!);
  for (const other of others) expect(sameBits((await trainBy(syncDataParallel, other)).weights, weights)).toBe(true);
});

test("gradients that are summed over batches and over workers are those of one process that sums them", async () => {
  const settings = { gradientAccumulationSteps: 4 };
  const same = { settings, batchSize: 8, epochs: 5 };
  const whole = await trainBy(single, training(same));
  const shared = await trainBy(syncDataParallel, training({ ...same, pool: made.pools[2]! }));
  expect(relativeDifference(shared.weights, whole.weights)).toBeLessThan(1e-6);
});

test.each<[string, Partial<TestTraining>]>([
  ["adam", { options: { ...sgd, optimizer: { type: "adam", learningRate: 0.01 } } }],
  ["adam with the largest gradients only", { options: { ...sgd, optimizer: { type: "adam", learningRate: 0.01 } }, settings: { compression: { type: "topk", ratio: 0.1 } } }],
  ["sums over batches in halves of their bits", { settings: { gradientAccumulationSteps: 2, compression: { type: "fp16" } }, batchSize: 10 }],
])("from any of its checkpoints %s goes on with the same bits", async (_, more) => {
  const given = training({ ...more, pool: made.pools[1]!, maxSteps: 1 });
  const whole = await trainBy(syncDataParallel, given);
  for (const from of whole.snapshots.slice(0, -1).filter((_snapshot, k) => k % 3 === 0)) {
    const rest = await trainBy(syncDataParallel, { ...given, from });
    expect(sameBits(rest.weights, whole.weights)).toBe(true);
  }
});

test("a worker that is killed in the middle changes not a bit", async () => {
  const whole = await trainBy(syncDataParallel, training({ pool: made.pools[1]!, maxSteps: 1 }));
  let killed = 0;
  const disturbed = await trainBy(syncDataParallel, training({ pool: made.pools[1]!, maxSteps: 1, onChunk: () => {
    if (killed < 2 && process.kill(made.pools[1]!.pids[killed]!, "SIGKILL")) killed++;
  } }));
  expect(killed).toBe(2);
  expect(sameBits(disturbed.weights, whole.weights)).toBe(true);
});

test("moving means are the mean over the examples that each worker saw, and dropout differs from worker to worker", async () => {
  const normalized = networkOf([12], [["Dense", "dense_1", { units: 9 }], ["BatchNormalization", "norm", {}], ["Dense", "dense_2", { units: 5, activation: "linear" }]]);
  const given = training({ network: normalized, options: { ...sgd, optimizer: { type: "sgd", learningRate: 1e-9 } }, count: 30, batchSize: 30, epochs: 1 });
  const meanOf = ({ snapshots }: Awaited<ReturnType<typeof trainBy>>): Float32Array => snapshots.at(-1)!.state["norm/moving_mean"]!.values as Float32Array;
  const [whole, shared] = [await trainBy(single, given), await trainBy(syncDataParallel, { ...given, pool: made.pools[2]! })];
  expect(relativeDifference(meanOf(shared), meanOf(whole))).toBeLessThan(1e-5);
});

test("a batch is shared out as evenly as can be, and every row goes to one worker", () => {
  const rows = Int32Array.from({ length: 21 }, (_, i) => i);
  const shards = shardsOf(rows, 8, 3);
  expect(shards.map((shard) => [shard.batchSize, [...shard.rows]])).toEqual([[3, [0, 1, 2, 8, 9, 10, 16, 17]], [3, [3, 4, 5, 11, 12, 13, 18, 19]], [2, [6, 7, 14, 15, 20]]]);
  expect(shardsOf(rows.subarray(0, 2), 8, 3).map((shard) => shard.rows.length)).toEqual([1, 1, 0]);
  expect(shardsOf(new Int32Array(1_000_000), 1_000_000, 2).map((shard) => [shard.rows.length, shard.batchSize])).toEqual([[500_000, 500_000], [500_000, 500_000]]);
});

test("a loss that is not finite names its step", async () => {
  await expect(trainBy(syncDataParallel, training({ options: { ...sgd, optimizer: { type: "sgd", learningRate: 1e38 } }, pool: made.pools[1]! }))).rejects.toMatchObject({ code: "NUMERIC", message: expect.stringMatching(/in step [2-9]/) as unknown });
});

import { expect, test } from "@jest/globals";
import { TrainingProgram } from "../graph/program.ts";
import type { TrainingOptions } from "../graph/training-graph.ts";
import { permutation, randomOf } from "../random.ts";
import { denseNetwork, randomExamples, relativeDifference } from "../test-networks.ts";
import { dealt, localSgd } from "./local-sgd.ts";
import { single } from "./single.ts";
import type { TestTraining } from "./test-plan.ts";
import { sameBits, trainBy, withPools } from "./test-plan.ts";

const made = withPools([1, 3]);

const network = denseNetwork([12, 9, 5]);
const adam: TrainingOptions = { optimizer: { type: "adam", learningRate: 0.01 }, loss: { type: "cross-entropy" } };
const diloco = { syncEvery: 2, outerOptimizer: { learningRate: 0.7, momentum: 0.9, nesterov: true } };
const training = (more: Partial<TestTraining>): TestTraining => ({ backend: made.backend, network, options: adam, settings: { syncEvery: 2 }, pool: made.pools[1]!, batchSize: 8, ...more });

test("one worker that becomes its own average is one process, to the bit", async () => {
  const alone = await trainBy(single, training({ pool: null }));
  const averaged = await trainBy(localSgd, training({ pool: made.pools[0]! }));
  expect(sameBits(averaged.weights, alone.weights)).toBe(true);
});

test("with an outer rate of 1 and an average after every batch it is the mean of what each worker came to, weighted by its examples", async () => {
  const count = 19; // batches of 8, 8 and 3: the third worker counts less
  const { weights } = await trainBy(localSgd, training({ count, epochs: 1, settings: { syncEvery: 1, outerOptimizer: { learningRate: 1 } } }));
  const order = permutation(randomOf(7, "order", 0, 0), count);
  const sums = new Float64Array(weights.length);
  for (const rows of dealt(order, 8, 3)) {
    const program = new TrainingProgram(made.backend, network, adam);
    program.setData(randomExamples(count, 12, 5));
    program.train(rows, 8);
    Object.values(program.network().weights).flatMap(({ values }) => [...values]).forEach((value, i) => (sums[i]! += value * rows.length));
    program.dispose();
  }
  expect(relativeDifference(weights, sums.map((sum) => sum / count))).toBeLessThan(1e-6);
});

test("every row is trained once an epoch, and the same workers give the same bits", async () => {
  const runs = [await trainBy(localSgd, training({ settings: diloco })), await trainBy(localSgd, training({ settings: diloco }))];
  expect(sameBits(runs[1]!.weights, runs[0]!.weights)).toBe(true);
  expect([runs[0]!.chunks.reduce((sum, { rows }) => sum + rows, 0), runs[0]!.chunks.reduce((sum, { steps }) => sum + steps, 0)]).toEqual([210, 27]);
  expect(dealt(Int32Array.of(1, 2, 3, 4, 5, 6, 7), 2, 3).map((hand) => [...hand])).toEqual([[1, 2, 7], [3, 4], [5, 6]]);
});

test("from any of its checkpoints it goes on with the same bits", async () => {
  const given = training({ settings: diloco, maxSteps: 1 });
  const whole = await trainBy(localSgd, given);
  for (const from of whole.snapshots.slice(0, -1)) expect(sameBits((await trainBy(localSgd, { ...given, from })).weights, whole.weights)).toBe(true);
});

test("a worker that is killed in the middle changes not a bit", async () => {
  const given = training({ settings: diloco, maxSteps: 1 });
  const whole = await trainBy(localSgd, given);
  let killed = 0;
  const disturbed = await trainBy(localSgd, { ...given, onChunk: () => {
    if (killed < 2 && process.kill(made.pools[1]!.pids[killed]!, "SIGKILL")) killed++;
  } });
  expect([killed, sameBits(disturbed.weights, whole.weights)]).toEqual([2, true]);
});

test("masks that fall due are chosen at the averages; what they took stays 0 under every momentum", async () => {
  const pruning = { keys: ["dense_1/kernel"], block: { inputs: 1, outputs: 1 }, scope: "local" as const, schedule: { initialSparsity: 0, finalSparsity: 0.5, power: 3, beginStep: 0, endStep: 5, frequency: 1 } };
  const { snapshots } = await trainBy(localSgd, training({ options: { ...adam, pruning }, settings: diloco, maxSteps: 1, epochs: 4 }));
  const zeros = snapshots.map(({ state }) => state["dense_1/kernel"]!.values.filter((value) => value === 0).length);
  expect(zeros.at(-1)).toBe(54);
  expect(zeros).toEqual(zeros.toSorted((a, b) => a - b));
  expect(zeros.some((count) => count > 0 && count < 54)).toBe(true);
});

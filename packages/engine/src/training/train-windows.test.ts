import { beforeAll, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { Backend } from "../graph/session.ts";
import { TrainingProgram } from "../graph/program.ts";
import type { TrainingOptions } from "../graph/training-graph.ts";
import { denseNetwork, randomExamples, relativeDifference } from "../test-networks.ts";
import { trainWindows } from "./train-windows.ts";

let native: Backend;
let wasm: Backend;
beforeAll(async () => {
  native = await openBackend({ threads: 1 });
  wasm = await openBackend({ threads: 1, force: "tfjs-wasm" });
});

const COUNT = 70;
const examples = randomExamples(COUNT, 12, 5);
const network = denseNetwork([12, 9, 5]);
const order = Int32Array.from({ length: COUNT }, (_, row) => (row * 37) % COUNT);
const sgd: TrainingOptions = { optimizer: { type: "sgd", learningRate: 0.2 }, loss: { type: "cross-entropy", classWeights: [1, 2, 0.5, 1, 3] } };

function trained(backend: Backend, options: TrainingOptions, train: (program: TrainingProgram) => void): Float32Array {
  const program = new TrainingProgram(backend, network, options);
  program.setData(examples);
  train(program);
  const { weights } = program.network();
  program.dispose();
  return Float32Array.from(Object.values(weights).flatMap(({ values }) => [...values]));
}
const windows = (batchSize: number, accumulated: number) => ({ batchSize, accumulated, first: 0, batches: Math.ceil(COUNT / batchSize) });

test.each([["tfjs-node", () => native], ["tfjs-wasm", () => wasm]])("on %s k batches of B / k are a batch of B, also in the short last window of every epoch", (_, backend) => {
  // 70 rows are windows of 32, 32 and 6: the last one is a batch of 4 and one of 2, not two of 3.
  const whole = trained(backend(), sgd, (program) => [1, 2, 3].forEach(() => program.train(order, 32)));
  const start = trained(backend(), sgd, () => undefined);
  for (const k of [2, 4, 8]) {
    const parts = trained(backend(), { ...sgd, accumulates: true }, (program) => [1, 2, 3].forEach(() => trainWindows(program, order, windows(32 / k, k))));
    expect(relativeDifference(parts, whole)).toBeLessThan(1e-6);
  }
  expect(relativeDifference(start, whole)).toBeGreaterThan(0.1); // it did move
});

test("clipping, decay and a schedule see the window, not its batches", () => {
  const options: TrainingOptions = { ...sgd, clipNorm: 0.05, weightDecay: 0.1, schedule: { type: "cosine" }, totalSteps: 6 };
  const whole = trained(native, options, (program) => [1, 2].forEach(() => program.train(order, 32)));
  const parts = trained(native, { ...options, accumulates: true }, (program) => [1, 2].forEach(() => trainWindows(program, order, windows(8, 4))));
  expect(relativeDifference(parts, whole)).toBeLessThan(1e-6);
});

test.each(["adam", "rmsprop"] as const)("from a state in the middle of a window %s goes on with the same bits", (type) => {
  const options: TrainingOptions = { ...sgd, optimizer: { type, learningRate: 0.01 }, accumulates: true };
  const whole = trained(native, options, (program) => trainWindows(program, order, windows(8, 4)));
  for (const cut of [1, 2, 3, 4, 5, 8]) {
    const first = new TrainingProgram(native, network, options);
    first.setData(examples);
    trainWindows(first, order.subarray(0, cut * 8), windows(8, 4));
    const parts = trained(native, options, (program) => {
      program.restore(first.state());
      trainWindows(program, order.subarray(cut * 8), { ...windows(8, 4), first: cut });
    });
    first.dispose();
    expect(Buffer.from(parts.buffer).equals(Buffer.from(whole.buffer))).toBe(true);
  }
});

import { beforeAll, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { denseNetwork, relativeDifference } from "../test-networks.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import { EXACT_RATE, examples, oneStep, rowCount } from "./test-steps.ts";

let backend: Backend;
let wasm: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
  wasm = await openBackend({ threads: 1, force: "tfjs-wasm" });
});
const key = "dense_1/kernel";
const order = Int32Array.from({ length: rowCount }, (_, i) => i);
const codes = Uint8Array.from({ length: 30 }, (_, i) => i % 7);
/** Values with one code are equal; those of code 3 are 0. */
function sharing() {
  const network = denseNetwork([6, 5, 4]);
  network.weights[key]!.values.set(Float32Array.from(codes, (code) => (code - 3) / 8));
  return network;
}
const masks = { [key]: Uint8Array.from(codes, (code) => Number(code !== 3)) };

test("values with one code move by the sum of their gradients, those that are masked not at all, other weights by their own", () => {
  const network = sharing();
  const { gradient } = oneStep(backend, network, { type: "cross-entropy" });
  const sums = Array.from({ length: 7 }, (_, code) => (code === 3 ? 0 : gradient(key).reduce((sum, value, i) => (codes[i] === code ? sum + value : sum), 0)));
  const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: EXACT_RATE }, loss: { type: "cross-entropy" }, sharing: { [key]: codes }, masks });
  program.setData(examples);
  program.train(order, rowCount);
  const after = program.state();
  program.dispose();
  const moved = (name: string): number[] => Array.from(after[name]!.values, (value, i) => (network.weights[name]!.values[i]! - value) / EXACT_RATE);
  moved(key).forEach((by, i) => expect(by).toBeCloseTo(sums[codes[i]!]!, 6));
  moved("dense_2/kernel").forEach((by, i) => expect(by).toBeCloseTo(gradient("dense_2/kernel")[i]!, 7));
});

test("clipping takes values that move as one for the one value that they are: its gradient is in the norm once", () => {
  const network = sharing();
  const { gradient } = oneStep(backend, network, { type: "cross-entropy" });
  const sums = Array.from({ length: 7 }, (_, code) => (code === 3 ? 0 : gradient(key).reduce((sum, value, i) => (codes[i] === code ? sum + value : sum), 0)));
  const others = Object.keys(network.weights).filter((name) => name !== key).flatMap((name) => Array.from(gradient(name)));
  const norm = Math.hypot(...sums, ...others);
  const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: EXACT_RATE }, clipNorm: norm / 2, loss: { type: "cross-entropy" }, sharing: { [key]: codes }, masks });
  program.setData(examples);
  program.train(order, rowCount);
  const after = program.state();
  program.dispose();
  after[key]!.values.forEach((value, i) => expect((network.weights[key]!.values[i]! - value) / EXACT_RATE).toBeCloseTo(sums[codes[i]!]! / 2, 6));
});

test.each([
  ["sgd with momentum", { type: "sgd", learningRate: 0.01, momentum: 0.9 }, {}],
  ["adam", { type: "adam", learningRate: 0.01 }, { clipNorm: 0.5 }],
  ["adamw, whose weights decay", { type: "adamw", learningRate: 0.01 }, {}],
  ["rmsprop", { type: "rmsprop", learningRate: 0.003 }, {}],
] as const)("after forty steps of %s, values with one code are equal still, and zeros are zeros", (_, optimizer, more) => {
  const program = new TrainingProgram(backend, sharing(), { optimizer, ...more, loss: { type: "cross-entropy" }, sharing: { [key]: codes }, masks });
  program.setData(examples);
  for (let epoch = 0; epoch < 10; epoch++) program.train(order, 6);
  const { values } = program.network().weights[key]!;
  program.dispose();
  const first = Array.from({ length: 7 }, (_unused, code) => values[code]!);
  values.forEach((value, i) => expect(Math.abs(value - first[codes[i]!]!)).toBeLessThanOrEqual(1e-6 * Math.abs(value)));
  expect(first[3]).toBe(0);
  expect(first[0]).not.toBeCloseTo(-3 / 8, 3);
});

test("without the native library the same weights come out", () => {
  const [expected, got] = [backend, wasm].map((on) => {
    const program = new TrainingProgram(on, sharing(), { optimizer: { type: "adam", learningRate: 0.01 }, loss: { type: "cross-entropy" }, sharing: { [key]: codes }, masks });
    program.setData(examples);
    for (let epoch = 0; epoch < 3; epoch++) program.train(order, 6);
    const { values } = program.network().weights[key]!;
    program.dispose();
    return values;
  });
  expect(relativeDifference(got!, expected!)).toBeLessThan(1e-5);
});

import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { LossSpec, OptimizerSpec } from "../network/objective.ts";
import { permutation, randomOf } from "../random.ts";
import { denseNetwork, networkOf, randomExamples, relativeDifference } from "../test-networks.ts";
import { GraphBuilder } from "./builder.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import type { TrainingOptions } from "./training-graph.ts";

let native: Backend;
let wasm: Backend;
beforeAll(async () => {
  [native, wasm] = [await openBackend({ threads: 1 }), await openBackend({ threads: 1, force: "tfjs-wasm" })];
});

const examples = randomExamples(70, 12, 5);
const teacherLogits = Float32Array.from({ length: 70 * 5 }, (_, i) => Math.sin(i) * 4);
const order = (epoch: number): Int32Array => permutation(randomOf(1, epoch), 70);
const optimizers: OptimizerSpec[] = [{ type: "adam", learningRate: 0.01 }, { type: "sgd", learningRate: 0.1 }];
const losses: LossSpec[] = [{ type: "cross-entropy" }, ...(["kl", "ce", "mse"] as const).map((loss) => ({ type: "distillation" as const, loss, temperature: 3, hardLossWeight: 0.3, softLossWeight: 0.7 }))];

describe.each(["relu", "tanh", "sigmoid", "linear", "elu", "leaky_relu"] as const)("node by node, a network with %s", (activation) => {
  test.each(optimizers.flatMap((optimizer) => losses.map((loss) => [optimizer.type, loss.type, optimizer, loss] as const)))("trains by %s on %s as on the native library", (_optimizer, _loss, optimizer, loss) => {
    const trained = (backend: Backend) => {
      const program = new TrainingProgram(backend, denseNetwork([12, 9, 5], activation), { optimizer, loss });
      program.setData({ ...examples, teacherLogits });
      const sums = [0, 1, 2].map((epoch) => program.train(order(epoch), 16));
      const result = { sums, state: program.state(), logits: program.predict(examples.inputs) };
      program.dispose();
      return result;
    };
    const [expected, got] = [trained(native), trained(wasm)];
    got.sums.forEach(({ steps, lossSum, correct }, epoch) => {
      expect(lossSum / expected.sums[epoch]!.lossSum).toBeCloseTo(1, 5);
      expect({ steps, correct }).toEqual({ steps: 5, correct: expected.sums[epoch]!.correct });
    });
    expect(relativeDifference(got.logits, expected.logits)).toBeLessThan(1e-4);
    for (const [key, { values, dtype }] of Object.entries(expected.state)) {
      expect(got.state[key]!.dtype).toBe(dtype);
      expect(relativeDifference(got.state[key]!.values, values)).toBeLessThan(1e-3);
    }
  });
});

test("node by node too, going on from a state gives the same bytes, and no tensor stays behind", () => {
  const open = (): TrainingProgram => {
    const program = new TrainingProgram(wasm, denseNetwork([12, 9, 5]), { optimizer: { type: "adam", learningRate: 0.01 }, loss: losses[1]! });
    program.setData({ ...examples, teacherLogits });
    return program;
  };
  const [through, first, second] = [open(), open(), open()];
  through.train(order(0), 16);
  first.train(order(0).subarray(0, 32), 16);
  second.restore(first.state());
  const before = wasm.tensorCount();
  second.train(order(0).subarray(32), 16);
  expect(second.state()).toEqual(through.state());
  expect(wasm.tensorCount()).toBe(before);
  for (const program of [through, first, second]) program.dispose();
});

test("a network with flattened images, a residual sum and its own activations gives the native library's logits", () => {
  const network = networkOf([3, 4], [["Flatten", "f"], ["Dense", "a", { units: 9, activation: "elu" }], ["Dense", "b", { units: 9, activation: "leaky_relu" }], ["Add", "s", {}, ["a", "b"]], ["Activation", "act", { activation: "tanh" }], ["Dense", "logits", { units: 5 }]]);
  const [expected, got] = [native, wasm].map((backend) => {
    const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: 0.1 }, loss: { type: "cross-entropy" } });
    program.setData(examples);
    program.train(order(0), 16);
    const logits = program.predict(examples.inputs);
    program.dispose();
    return logits;
  }) as [Float32Array, Float32Array];
  expect(relativeDifference(got, expected)).toBeLessThan(1e-4);
});

test.each<[string, Partial<TrainingOptions> & { optimizer: OptimizerSpec }]>([
  ["Nesterov's momentum, clipping", { optimizer: { type: "sgd", learningRate: 0.1, momentum: 0.9, nesterov: true }, clipNorm: 0.2 }],
  ["AdamW on a schedule, with a mask", { optimizer: { type: "adamw", learningRate: 0.01 }, schedule: { type: "cosine", warmupSteps: 2 }, totalSteps: 10, masks: { "dense_1/kernel": Uint8Array.from({ length: 108 }, (_, i) => i % 2) } }],
  ["RMSprop, smoothed labels, class weights", { optimizer: { type: "rmsprop", learningRate: 0.01, momentum: 0.5 }, loss: { type: "cross-entropy", labelSmoothing: 0.1, classWeights: [1, 2, 0.5, 1, 3] } }],
])("node by node, %s train as on the native library", (_, options) => {
  const [expected, got] = [native, wasm].map((backend) => {
    const program = new TrainingProgram(backend, denseNetwork([12, 9, 5]), { loss: { type: "cross-entropy" }, ...options });
    program.setData(examples);
    const { lossSum } = [0, 1].map((epoch) => program.train(order(epoch), 16)).at(-1)!;
    const logits = program.predict(examples.inputs);
    program.dispose();
    return { lossSum, logits };
  }) as [{ lossSum: number; logits: Float32Array }, { lossSum: number; logits: Float32Array }];
  expect(got.lossSum / expected.lossSum).toBeCloseTo(1, 5);
  expect(relativeDifference(got.logits, expected.logits)).toBeLessThan(1e-4);
});

test("a layer that needs the native library is refused before anything is trained, by its name, with the way to get it", () => {
  const network = networkOf([4, 4, 1], [["Conv2D", "edges", { filters: 2, kernel_size: 3 }], ["Flatten", "f"], ["Dense", "logits", { units: 3 }]]);
  expect(() => new TrainingProgram(wasm, network, { optimizer: { type: "sgd", learningRate: 0.1 }, loss: { type: "cross-entropy" } })).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(/Conv2D \(layer edges\).*npm run doctor/) as unknown }));
});

test("an op without a kernel is refused when the graph is opened, by name", () => {
  const graph = new GraphBuilder();
  const y = graph.operation("Erf", [graph.operation("Lgamma", [graph.placeholder("x", "float32", [null])])]);
  expect(() => wasm.open(graph, [y])).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(/Erf.*Lgamma|Lgamma.*Erf/) as unknown }));
});

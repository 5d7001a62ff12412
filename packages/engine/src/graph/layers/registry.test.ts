import { existsSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../../backend.ts";
import { activations } from "../../network/activations.ts";
import { layerKinds } from "../../network/layers/registry.ts";
import type { Network } from "../../network/network.ts";
import { permutation, randomOf } from "../../random.ts";
import type { LayerShort } from "../../test-networks.ts";
import { networkOf, randomExamples, relativeDifference, shaken } from "../../test-networks.ts";
import { openPredictor } from "../predictor.ts";
import { TrainingProgram } from "../program.ts";
import type { Backend } from "../session.ts";
import type { TrainingState } from "../state-variables.ts";
import { layerEmitters } from "./registry.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const kebab = (type: string): string => type.replaceAll("_", "-");
const bytesOf = (state: TrainingState): string => JSON.stringify(Object.entries(state).map(([key, { values }]) => [key, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex")]));
const count = 40;
const open = (network: Network, seed: number | string = 1): TrainingProgram => {
  const program = new TrainingProgram(backend, network, { optimizer: { type: "adam", learningRate: 0.01 }, loss: { type: "cross-entropy" }, seed });
  program.setData(randomExamples(count, 64, 5));
  return program;
};
const predict = (network: Network): Float32Array => {
  const predictor = openPredictor(backend, network);
  const logits = predictor.predict(randomExamples(count, 64, 5).inputs);
  predictor.dispose();
  return logits;
};

test("each kind of layer is compiled by a file of its name", () => {
  expect(layerEmitters.map(({ className }) => className)).toEqual(layerKinds.map(({ className }) => className));
  expect(layerKinds.filter(({ type }) => !existsSync(new URL(`${kebab(type)}.ts`, import.meta.url)))).toEqual([]);
});

test.each(activations)("%s trains, alone and after a layer", (activation) => {
  const program = open(networkOf([64], [["Dense", "a", { units: 6, activation: "linear" }], ["Activation", "b", { activation }], ["Dense", "c", { units: 6, activation }], ["Dense", "logits", { units: 5 }]]));
  const order = permutation(randomOf(1), count);
  const first = program.train(order, 8).lossSum;
  for (let epoch = 0; epoch < 60; epoch++) program.train(order, 8);
  expect(program.train(order, 8).lossSum).toBeLessThan(0.8 * first);
  program.dispose();
});

describe("a dilated convolution", () => {
  /** A kernel with zeros between its values. */
  function spread(values: Float32Array, [height, width, rest]: [number, number, number], [down, across]: [number, number]): { size: [number, number]; values: Float32Array } {
    const size: [number, number] = [(height - 1) * down + 1, (width - 1) * across + 1];
    const wide = new Float32Array(size[0] * size[1] * rest);
    for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) wide.set(values.subarray((i * width + j) * rest, (i * width + j + 1) * rest), (i * down * size[1] + j * across) * rest);
    return { size, values: wide };
  }
  test.each([["Conv2D", "same", [2, 3]], ["Conv2D", "valid", [3, 2]], ["DepthwiseConv2D", "same", [3, 2]], ["DepthwiseConv2D", "valid", [2, 2]]] as [string, string, [number, number]][])("%s with padding %s gives what a kernel with zeros between its values gives", (className, padding, dilation) => {
    const made = (config: object): Network => shaken(networkOf([8, 8, 1], [["Conv2D", "first", { filters: 2, kernel_size: 1 }], [className, "c", { ...(className === "Conv2D" ? { filters: 3 } : { depth_multiplier: 2 }), padding, ...config }], ["Flatten", "f"], ["Dense", "logits", { units: 5 }]]));
    const name = className === "Conv2D" ? "c/kernel" : "c/depthwise_kernel";
    const dilated = made({ kernel_size: [2, 3], dilation_rate: dilation });
    const kernel = dilated.weights[name]!;
    const wide = spread(kernel.values, [2, 3, kernel.shape[2]! * kernel.shape[3]!], dilation);
    const network = made({ kernel_size: wide.size });
    const same = { ...network, weights: { ...dilated.weights, [name]: { shape: [...wide.size, ...kernel.shape.slice(2)], values: wide.values } } };
    expect(relativeDifference(predict(dilated), predict(same))).toBeLessThan(1e-6);
  });
});

describe("dropout", () => {
  const network = networkOf([64], [["Dropout", "d", { rate: 0.25 }], ["Dense", "a", { units: 12, activation: "relu" }], ["Dropout", "e", { rate: 0.5 }], ["Dense", "logits", { units: 5 }]]);
  const order = permutation(randomOf(1), count);
  const lossesOf = (seed: number): number[] => {
    const program = open(network, seed);
    const start = program.state();
    const sums = Array.from({ length: 200 }, (_, step) => {
      program.restore({ ...start, "optimizer/step": { shape: [], dtype: "int32", values: Int32Array.of(step) } });
      return program.train(order, count).lossSum;
    });
    program.dispose();
    return sums;
  };
  test("drops other values in another step and for another seed, and the same for the same", () => {
    const losses = lossesOf(1);
    expect(new Set(losses).size).toBe(200);
    expect(lossesOf(1)).toEqual(losses);
    expect(lossesOf(2).filter((loss, step) => loss === losses[step])).toEqual([]);
  });
  test("changes nothing when predicting", () => {
    expect(predict(network)).toEqual(predict(networkOf([64], [["Dense", "a", { units: 12, activation: "relu" }], ["Dense", "logits", { units: 5 }]])));
  });
  test("keeps each value with the chance 1 − rate, and the mean", () => {
    // All weights 1 and one class always right: the sum of the kept inputs shows in the logits of a network that only drops.
    const sum = networkOf([64], [["Dropout", "d", { rate: 0.25 }], ["Dense", "logits", { units: 5, use_bias: false }]], 1, 1);
    sum.weights["logits/kernel"]!.values.fill(0);
    for (let i = 0; i < 64; i++) sum.weights["logits/kernel"]!.values[i * 5] = 1e-3;
    const program = new TrainingProgram(backend, sum, { optimizer: { type: "sgd", learningRate: 0 }, loss: { type: "cross-entropy" }, seed: 3 });
    program.setData({ inputs: { values: new Uint8Array(64 * count).fill(1), count }, labels: new Int32Array(count) });
    const means = Array.from({ length: 50 }, () => {
      const odds = Math.exp(-program.train(order, count).lossSum / count);
      return Math.log((4 * odds) / (1 - odds)) / 1e-3 / 64; // mean of the inputs after dropping
    });
    const mean = means.reduce((a, b) => a + b, 0) / means.length;
    expect(mean).toBeCloseTo(1, 1); // 128,000 draws
    expect(Math.max(...means.map((value) => Math.abs(value - 1)))).toBeGreaterThan(1e-4);
    program.dispose();
  });
});

test("a batch of one image, normalized, trains on: its variance is 0", () => {
  const program = open(networkOf([64], [["Dense", "a", { units: 4 }], ["BatchNormalization", "bn"], ["Dense", "logits", { units: 5 }]]));
  expect(Number.isFinite(program.train(Int32Array.of(3), 8).lossSum)).toBe(true);
  expect(program.network().weights["bn/moving_variance"]!.values.every((value) => value > 0 && Number.isFinite(value))).toBe(true);
  program.dispose();
});

const everything: LayerShort[] = [
  ["Reshape", "image", { target_shape: [8, 8, 1] }], ["Conv2D", "a", { filters: 4, kernel_size: 3, padding: "same" }], ["BatchNormalization", "bn"], ["Activation", "act", { activation: "relu" }],
  ["DepthwiseConv2D", "dw", { kernel_size: 3, padding: "same" }], ["Add", "sum", {}, ["act", "dw"]], ["MaxPooling2D", "p"], ["Dropout", "drop", { rate: 0.3 }], ["LayerNormalization", "ln"], ["Flatten", "f"], ["Dense", "logits", { units: 5 }],
];

test("a network of many kinds goes on from a state, in mid-epoch in another program, with the same bytes, and lets no tensor stay", () => {
  const network = networkOf([64], everything);
  const order = (epoch: number): Int32Array => permutation(randomOf(2, epoch), count);
  const [through, first] = [open(network), open(network)];
  for (let epoch = 0; epoch < 3; epoch++) through.train(order(epoch), 16);
  first.train(order(0), 16);
  first.train(order(1).subarray(0, 16), 16);
  const second = open(networkOf([64], everything, 9));
  second.restore(first.state());
  const before = backend.tensorCount();
  second.train(order(1).subarray(16), 16);
  second.train(order(2), 16);
  expect(bytesOf(second.state())).toBe(bytesOf(through.state()));
  expect(second.state()["bn/moving_mean"]!.values).not.toEqual(network.weights["bn/moving_mean"]!.values);
  expect(backend.tensorCount()).toBe(before);
  for (const program of [through, first, second]) program.dispose();
});

test("50 trainings one after the other leave no tensor, and memory does not grow with them", () => {
  const network = networkOf([64], everything);
  const run = (): void => {
    const program = open(network);
    program.train(permutation(randomOf(1), count), 16);
    program.dispose();
  };
  for (let k = 0; k < 10; k++) run();
  const [tensors, before] = [backend.tensorCount(), process.memoryUsage().rss];
  for (let k = 0; k < 50; k++) run();
  expect(backend.tensorCount()).toBe(tensors);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(150); // MiB
});

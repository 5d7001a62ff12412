import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { openPredictor } from "../graph/predictor.ts";
import type { Backend } from "../graph/session.ts";
import type { Network } from "../network/network.ts";
import { checkNetwork } from "../network/network.ts";
import { randomOf } from "../random.ts";
import type { LayerShort } from "../test-networks.ts";
import { networkOf, randomExamples, relativeDifference } from "../test-networks.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { contextOf } from "./test-context.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

/** Weights as training may leave them: gammas of both signs, variances from the least, a power of ten, to 10. */
function lived(network: Network, seed: number, least = -3): Network {
  const random = randomOf("lived", seed);
  const weights = Object.fromEntries(Object.entries(network.weights).map(([key, { shape, values }]) => [key, { shape, values: values.map((value) => (key.endsWith("moving_variance") ? 10 ** (least + (1 - least) * random()) : value + random() - 0.5)) }]));
  return { ...network, weights };
}
function logitsOf(network: Network): Float32Array {
  const predictor = openPredictor(backend, network);
  const logits = predictor.predict(randomExamples(32, network.inputShape.reduce((a, b) => a * b, 1), 4).inputs);
  predictor.dispose();
  return logits;
}
const kinds = (network: Network): string[] => network.layers.map(({ name }) => name);
const fold = (network: Network, told: string[] = []): Promise<Network> => foldBatchNorm.apply(network, {}, contextOf({ told }));
const end: LayerShort[] = [["Flatten", "f"], ["Dense", "logits", { units: 4 }]];

describe.each<[string, number[], LayerShort[]]>([
  ["a convolution", [6, 6, 2], [["Conv2D", "a", { filters: 5, kernel_size: 3, strides: 2, padding: "same" }], ["BatchNormalization", "n"], ["Activation", "r", { activation: "relu" }], ...end]],
  ["a convolution without bias", [6, 6, 2], [["Conv2D", "a", { filters: 5, kernel_size: 3, use_bias: false }], ["BatchNormalization", "n", { epsilon: 1e-5 }], ["Activation", "r", { activation: "tanh" }], ...end]],
  ["a convolution along one axis", [9, 3], [["Conv1D", "a", { filters: 5, kernel_size: 3 }], ["BatchNormalization", "n"], ...end]],
  ["a depthwise convolution, two channels out of each", [6, 6, 3], [["DepthwiseConv2D", "a", { kernel_size: 3, depth_multiplier: 2 }], ["BatchNormalization", "n"], ["Activation", "r", { activation: "relu" }], ...end]],
  ["a dense layer", [7], [["Dense", "a", { units: 6 }], ["BatchNormalization", "n"], ["Activation", "r", { activation: "relu" }], ["Dense", "logits", { units: 4 }]]],
])("folded into %s", (_, shape, layers) => {
  test.each([1, 2, 3])("a normalization is gone and the outputs are the same to 1e-6 (weights %d)", async (seed) => {
    const network = lived(networkOf(shape, layers, 1, 16), seed);
    const folded = await fold(network);
    checkNetwork(folded);
    expect(kinds(folded)).toEqual(kinds(network).filter((name) => name !== "n"));
    expect(relativeDifference(logitsOf(folded), logitsOf(network))).toBeLessThan(1e-6);
  });
  test("channels that hardly vary, whose scale is large, keep theirs to 1e-5: float32 rounds their mean before the scale now, not after", async () => {
    const network = lived(networkOf(shape, layers, 1, 16), 6, -7);
    expect(relativeDifference(logitsOf(await fold(network)), logitsOf(network))).toBeLessThan(1e-5);
  });
});

test("in a residual network every normalization goes that can, one after another too, and the sum reads what is left", async () => {
  const network = lived(networkOf([6, 6, 2], [
    ["Conv2D", "a", { filters: 4, kernel_size: 3, padding: "same" }], ["BatchNormalization", "n1"], ["BatchNormalization", "n2"], ["Activation", "r"],
    ["Conv2D", "b", { filters: 4, kernel_size: 3, padding: "same" }], ["BatchNormalization", "n3"], ["Add", "s", {}, ["n3", "r"]], ...end,
  ]), 4);
  const folded = await fold(network);
  expect(kinds(folded)).toEqual(["a", "r", "b", "s", "f", "logits"]);
  expect(folded.layers.find(({ name }) => name === "s")!.inbound).toEqual(["b", "r"]);
  expect(relativeDifference(logitsOf(folded), logitsOf(network))).toBeLessThan(1e-6);
});

test.each<[string, LayerShort[]]>([
  ["after an activation", [["Dense", "a", { units: 6, activation: "relu" }], ["BatchNormalization", "n"], ["Dense", "logits", { units: 4 }]]],
  ["of the inputs", [["BatchNormalization", "n"], ["Dense", "logits", { units: 4 }]]],
  ["of a layer that another reads too", [["Dense", "a", { units: 6 }], ["BatchNormalization", "n"], ["Add", "s", {}, ["n", "a"]], ["Dense", "logits", { units: 4 }]]],
])("a normalization %s stays, and is named", async (_, layers) => {
  const told: string[] = [];
  const network = networkOf([7], layers);
  expect(await fold(network, told)).toEqual(network);
  expect(told[0]).toMatch(/^0 normalization\(s\) folded\. n stay/);
});

test("the outline has the same layers, and the network that was given is as it was", async () => {
  const network = lived(networkOf([7], [["Dense", "a", { units: 6, use_bias: false }], ["BatchNormalization", "n"], ["Dense", "logits", { units: 4 }]]), 5);
  const before = structuredClone(network);
  const { layers } = await fold(network);
  expect(network).toEqual(before);
  expect(foldBatchNorm.outline(network, {}, { task: contextOf().task, train: (given) => given, predictTraining: () => undefined, predictValidation: () => undefined, visitGradients: () => undefined, architectureOf: () => null }).layers).toEqual(layers);
});

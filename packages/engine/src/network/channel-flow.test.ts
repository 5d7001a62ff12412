import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { openPredictor } from "../graph/predictor.ts";
import type { Backend } from "../graph/session.ts";
import { randomOf } from "../random.ts";
import type { LayerShort } from "../test-networks.ts";
import { networkOf, randomExamples, relativeDifference, shaken } from "../test-networks.ts";
import { ChannelFlow } from "./channel-flow.ts";
import type { Network } from "./network.ts";
import { checkNetwork, fingerprint, multiplyAdds, parameterCount } from "./network.ts";
import { removeChannels } from "./remove-channels.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});
function logitsOf(network: Network): Float32Array {
  const predictor = openPredictor(backend, network);
  const logits = predictor.predict(randomExamples(16, network.inputShape.reduce((a, b) => a * b, 1), 4).inputs);
  predictor.dispose();
  return logits;
}

/** The network in which nothing ever stands in these channels: whatever makes or scales them is 0. */
function silenced(network: Network, flow: ChannelFlow, channels: ReadonlySet<number>): Network {
  const weights = Object.fromEntries(flow.layers.flatMap(({ placed, outputs }) => placed.weights.map(({ key }) => [key, { ...network.weights[key]!, values: network.weights[key]!.values.map((value, i) => (!key.endsWith("moving_variance") && channels.has(outputs[i % outputs.length]!) ? 0 : value)) }])));
  return { ...network, weights };
}

const conv = (name: string, filters: number, more: object = {}, inbound: string[] = []): LayerShort => ["Conv2D", name, { filters, kernel_size: 3, padding: "same", ...more }, inbound];
const end: LayerShort[] = [["Flatten", "f"], ["Dense", "logits", { units: 4 }]];
const networks: [string, number[], LayerShort[]][] = [
  ["dense layers, the first on an image", [4, 4, 2], [["Dense", "a", { units: 7, activation: "relu" }], ["Dense", "b", { units: 6, activation: "tanh" }], ["Dense", "logits", { units: 4 }]]],
  ["convolutions with normalization, pooled and flattened", [8, 8, 2], [conv("a", 5), ["BatchNormalization", "n"], ["Activation", "r", { activation: "relu" }], ["MaxPooling2D", "p"], conv("b", 6, { activation: "relu", use_bias: false }), ["Dropout", "d", { rate: 0.2 }], ...end]],
  ["a residual sum", [6, 6, 2], [conv("a", 5, { activation: "relu" }), conv("b", 5), ["BatchNormalization", "n"], ["Add", "s", {}, ["n", "a"]], ["Activation", "r", { activation: "relu" }], conv("c", 4), ...end]],
  ["a concatenation, then a residual sum across it", [6, 6, 2], [conv("a", 3), conv("b", 4, {}, ["a"]), ["Concatenate", "cat", {}, ["a", "b"]], conv("d", 7, { activation: "relu" }), ["Add", "s", {}, ["cat", "d"]], ["GlobalAveragePooling2D", "g"], ["Dense", "logits", { units: 4 }]]],
  ["a depthwise convolution, two channels out of each", [6, 6, 2], [conv("a", 4, { activation: "relu" }), ["DepthwiseConv2D", "dw", { kernel_size: 3, depth_multiplier: 2, activation: "relu" }], ["BatchNormalization", "n"], conv("b", 3), ...end]],
  ["convolutions along one axis", [9, 3], [["Conv1D", "a", { filters: 5, kernel_size: 3, activation: "relu" }], ["Conv1D", "b", { filters: 4, kernel_size: 2 }], ["GlobalMaxPooling1D", "g"], ["Dense", "logits", { units: 4 }]]],
  ["reshaping that keeps channels apart, and a normalized row", [4, 4, 2], [conv("a", 4, { activation: "relu" }), ["Reshape", "w", { target_shape: [16, 4] }], ["Conv1D", "b", { filters: 3, kernel_size: 3 }], ["Reshape", "row", { target_shape: [42] }], ["BatchNormalization", "n"], ["Dense", "h", { units: 5, activation: "relu" }], ["Dense", "logits", { units: 4 }]]],
];

describe.each(networks)("%s", (_, shape, layers) => {
  const network = shaken(networkOf(shape, layers));
  const flow = new ChannelFlow(network);
  const all = flow.groups().flatMap(({ channels }) => channels);
  test("without nothing is the same network", () => {
    expect(fingerprint(removeChannels(network, flow, new Set()))).toBe(fingerprint(network));
  });
  test.each([1, 2, 3, 4, 5])("without channels in which nothing stands gives the same outputs (choice %d)", (seed) => {
    const random = randomOf("channels", seed);
    const removed = new Set(flow.groups().flatMap(({ channels }) => channels.filter((__, k) => k > 0 && random() < 0.5)));
    const silent = silenced(network, flow, removed);
    const smaller = removeChannels(silent, flow, removed);
    checkNetwork(smaller);
    expect(relativeDifference(logitsOf(smaller), logitsOf(silent))).toBeLessThan(1e-6);
    expect(parameterCount(smaller)).toBeLessThan(parameterCount(network));
    expect(multiplyAdds(smaller)).toBeLessThan(multiplyAdds(network));
  });
  test("without a channel that something stands in gives other outputs", () => {
    expect(all.length).toBeGreaterThan(0);
    for (const channel of all) expect(relativeDifference(logitsOf(removeChannels(network, flow, new Set([channel]))), logitsOf(network))).toBeGreaterThan(1e-4);
  });
});

const makers = (shape: number[], layers: LayerShort[], ignored: string[] = []): [string, number][] => new ChannelFlow(networkOf(shape, layers), ignored).groups().map(({ makers: names, channels }) => [names.join("+"), channels.length]);

test("channels that are added are one; those of a concatenation stay apart, and are one with what is added to it, part by part", () => {
  expect(makers(...(networks[2]!.slice(1) as [number[], LayerShort[]]))).toEqual([["a+b", 5], ["c", 4]]);
  expect(makers(...(networks[3]!.slice(1) as [number[], LayerShort[]]))).toEqual([["a+d", 3], ["b+d", 4]]);
});
test("inputs, logits, layers to leave, and whatever is added to one of them stay", () => {
  expect(makers([6], [["Dense", "a", { units: 6 }], ["Add", "s", {}, ["a", "inputs"]], ["Dense", "logits", { units: 4 }]])).toEqual([]);
  expect(makers([6], [["Dense", "a", { units: 5 }], ["Dense", "b", { units: 5 }], ["Add", "s", {}, ["a", "b"]], ["Dense", "logits", { units: 4 }]], ["b"])).toEqual([]);
  expect(makers([6], [["Dense", "a", { units: 4 }], ["Dense", "b", { units: 4 }], ["Add", "s", {}, ["a", "b"]]])).toEqual([]);
});
test("a reshape that mixes channels holds them fast", () => {
  expect(makers([4, 4, 2], [conv("a", 4), ["Reshape", "w", { target_shape: [8, 4, 2] }], conv("b", 3), ...end])).toEqual([["b", 3]]);
});
test("vectors of an embedding are channels too", () => {
  const layers: LayerShort[] = [["Embedding", "e", { input_dim: 17, output_dim: 6 }], ["GlobalAveragePooling1D", "g"], ["Dense", "logits", { units: 4 }]];
  const network = shaken(networkOf([5], layers, 1, 1));
  const flow = new ChannelFlow(network);
  const { channels } = flow.groups()[0]!;
  const smaller = removeChannels(silenced(network, flow, new Set(channels.slice(0, 2))), flow, new Set(channels.slice(0, 2)));
  expect(smaller.weights["e/embeddings"]!.shape).toEqual([17, 4]);
  expect(relativeDifference(logitsOf(smaller), logitsOf(silenced(network, flow, new Set(channels.slice(0, 2)))))).toBeLessThan(1e-6);
});

import { describe, expect, test } from "@jest/globals";
import { openBackend } from "../../backend.ts";
import { openPredictor } from "../../graph/predictor.ts";
import { activations } from "../../network/activations.ts";
import { layerKinds } from "../../network/layers/registry.ts";
import type { Network } from "../../network/network.ts";
import { outputWidth, sizeOf } from "../../network/network.ts";
import { openOnnxPredictor } from "../../onnx-predictor.ts";
import type { LayerShort } from "../../test-networks.ts";
import { denseNetwork, networkOf, randomExamples, shaken } from "../../test-networks.ts";
import { encodeOnnx } from "./encode-onnx.ts";
import { rangeOf } from "./stored.ts";

const backend = await openBackend({ threads: 1 });

/** The largest difference of logits between TensorFlow and ONNX Runtime, of the largest logit where that is more than 1. */
function largestDifference(network: Network, count = 9): number {
  const { inputs } = randomExamples(count, sizeOf(network.inputShape), 2);
  const [ours, theirs] = [
    openPredictor(backend, network),
    openOnnxPredictor({ format: "onnx", bytes: encodeOnnx(network) }, { inputShape: network.inputShape, inputScale: network.inputScale, classes: outputWidth(network), threads: 1 }),
  ];
  const [expected, found] = [ours.predict(inputs), theirs.predict(inputs)];
  ours.dispose();
  theirs.dispose();
  const largest = Math.max(...expected.map(Math.abs));
  expect(largest).toBeGreaterThan(0.01);
  return Math.max(...expected.map((value, i) => Math.abs(value - found[i]!))) / Math.max(1, largest);
}

const head: LayerShort[] = [["Flatten", "f"], ["Dense", "logits", { units: 5 }]];
const image = [7, 9, 3];
const cases: [string, number[], LayerShort[], number?][] = [
  ["Dense", [12], [["Dense", "a", { units: 7, activation: "tanh" }], ["Dense", "logits", { units: 5, use_bias: false }]]],
  ["Dense of an image", image, [["Dense", "logits", { units: 5 }]]],
  ["Conv2D", image, [["Conv2D", "c", { filters: 4, kernel_size: [3, 2], strides: [2, 1], padding: "same", activation: "relu" }], ["Conv2D", "d", { filters: 3, kernel_size: 3, use_bias: false }], ...head]],
  ["Conv2D, dilated", image, [["Conv2D", "c", { filters: 4, kernel_size: 3, dilation_rate: 2, padding: "same" }], ["Conv2D", "d", { filters: 4, kernel_size: 2, dilation_rate: [3, 2] }], ...head]],
  ["DepthwiseConv2D, dilated", image, [["DepthwiseConv2D", "c", { kernel_size: 3, depth_multiplier: 2, dilation_rate: 2, padding: "same" }], ["DepthwiseConv2D", "d", { kernel_size: 2, dilation_rate: [3, 2] }], ...head]],
  ["DepthwiseConv2D", image, [["DepthwiseConv2D", "c", { kernel_size: 3, depth_multiplier: 2, strides: 2, padding: "same" }], ["DepthwiseConv2D", "d", { kernel_size: 2 }], ...head]],
  ["Conv1D", [11, 3], [["Conv1D", "c", { filters: 4, kernel_size: 4, strides: 2, padding: "same" }], ["Conv1D", "d", { filters: 6, kernel_size: 2, dilation_rate: 2 }], ...head]],
  ["MaxPooling2D", image, [["MaxPooling2D", "p", { pool_size: 3, strides: 2, padding: "same" }], ["MaxPooling2D", "q"], ...head]],
  ["AveragePooling2D", image, [["AveragePooling2D", "p", { pool_size: 3, strides: 2, padding: "same" }], ["AveragePooling2D", "q"], ...head]],
  ["MaxPooling1D", [11, 3], [["MaxPooling1D", "p", { pool_size: 3, padding: "same" }], ...head]],
  ["AveragePooling1D", [11, 3], [["AveragePooling1D", "p", { pool_size: 3, padding: "same" }], ...head]],
  ["GlobalAveragePooling2D", image, [["Conv2D", "c", { filters: 4, kernel_size: 3 }], ["GlobalAveragePooling2D", "g"], ["Dense", "logits", { units: 5 }]]],
  ["GlobalMaxPooling2D", image, [["GlobalMaxPooling2D", "g"], ["Dense", "logits", { units: 5 }]]],
  ["GlobalAveragePooling1D", [11, 3], [["GlobalAveragePooling1D", "g"], ["Dense", "logits", { units: 5 }]]],
  ["GlobalMaxPooling1D", [11, 3], [["GlobalMaxPooling1D", "g"], ["Dense", "logits", { units: 5 }]]],
  ["BatchNormalization", image, [["Conv2D", "c", { filters: 4, kernel_size: 3 }], ["BatchNormalization", "b", { epsilon: 0.01 }], ...head]],
  ["BatchNormalization of rows and steps", [11, 3], [["BatchNormalization", "b"], ["Flatten", "f"], ["BatchNormalization", "n"], ["Dense", "logits", { units: 5 }]]],
  // What TensorFlow fuses to one op differs from one activation to the next, and not all that it fuses does it have.
  ...activations.map((activation): [string, number[], LayerShort[]] => [`BatchNormalization of a convolution, then ${activation}`, image, [["Conv2D", "c", { filters: 4, kernel_size: 3, use_bias: false }], ["BatchNormalization", "b"], ["Activation", "a", { activation }], ...head]]),
  ["LayerNormalization", image, [["Conv2D", "c", { filters: 4, kernel_size: 3 }], ["LayerNormalization", "b"], ...head]],
  ["Embedding", [6], [["Embedding", "e", { input_dim: 17, output_dim: 4 }], ["GlobalAveragePooling1D", "g"], ["Dense", "logits", { units: 5 }]], 1],
  ["MultiHeadAttention, PositionEmbedding, MaskedAveragePooling1D and UnitNormalization", [6], [["Embedding", "e", { input_dim: 17, output_dim: 8 }], ["PositionEmbedding", "p"], ["MultiHeadAttention", "a", { num_heads: 2, key_dim: 3, padding_value: 5 }, ["p", "inputs"]], ["Add", "s", {}, ["p", "a"]], ["UnitNormalization", "u"], ["MaskedAveragePooling1D", "m", { padding_value: 5 }, ["u", "inputs"]], ["UnitNormalization", "n"], ["Dense", "logits", { units: 5 }]], 1],
  ["Dropout", [12], [["Dense", "a", { units: 7 }], ["Dropout", "d", { rate: 0.5 }], ["Dense", "logits", { units: 5 }]]],
  ["Activation", [12], [["Dense", "a", { units: 7 }], ["Activation", "r", { activation: "relu" }], ["Dense", "logits", { units: 5 }]]],
  ["Add of unlike orders", image, [["Conv2D", "c", { filters: 3, kernel_size: 3, padding: "same" }], ["LayerNormalization", "n"], ["Add", "s", {}, ["c", "n", "inputs"]], ...head]],
  ["Add of convolutions", image, [["Conv2D", "c", { filters: 3, kernel_size: 3, padding: "same" }], ["BatchNormalization", "n"], ["Add", "s", {}, ["c", "n"]], ["MaxPooling2D", "p"], ...head]],
  ["Concatenate", image, [["Conv2D", "c", { filters: 3, kernel_size: 3, padding: "same" }], ["Concatenate", "s", {}, ["c", "inputs"]], ...head]],
  ["Flatten and Reshape", [24], [["Reshape", "r", { target_shape: [4, 3, 2] }], ["Conv2D", "c", { filters: 3, kernel_size: 2 }], ["Reshape", "q", { target_shape: [9, 2] }], ...head]],
];

describe("a network and its ONNX form in onnxruntime-node differ by less than 1e-5:", () => {
  test.each(cases)("%s", (_, inputShape, layers, inputScale = 16) => {
    expect(largestDifference(shaken(networkOf(inputShape, layers, 3, inputScale)))).toBeLessThan(1e-5);
  });
  test.each(activations)("the activation %s", (activation) => {
    expect(largestDifference(shaken(networkOf([12], [["Dense", "a", { units: 7, activation }], ["Dense", "logits", { units: 5 }]])))).toBeLessThan(1e-5);
  });
  test("more rows than one call takes", () => {
    expect(largestDifference(denseNetwork([8, 6, 4]), 600)).toBeLessThan(1e-5);
  });
  test("and every kind of layer is among these", () => {
    const used = new Set(cases.flatMap(([, , layers]) => layers.map(([className]) => className)));
    expect(layerKinds.map(({ className }) => className).filter((className) => !used.has(className))).toEqual([]);
  });
});

test("the same network gives the same bytes", () => {
  expect(encodeOnnx(denseNetwork([6, 5, 4])).equals(encodeOnnx(denseNetwork([6, 5, 4])))).toBe(true);
});
test("a layer by a name that every object has has the range that was measured for it, or none", () => {
  const quantization = { mode: "static", weights: {}, activationType: "int8", activations: { toString: { scale: 2, zeroPoint: 1 } } } as const;
  expect([rangeOf(quantization, "constructor"), rangeOf(quantization, "toString")]).toEqual([undefined, { scale: 2, zeroPoint: 1 }]);
});
test("a kind of layer that is not written is refused by the layer's name", () => {
  expect(() => encodeOnnx(networkOf([6], [["Dense", "a", { units: 3, activation: "mish" }]]))).toThrow(/Layer a: activation/);
});

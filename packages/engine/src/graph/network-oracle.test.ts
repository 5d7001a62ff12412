import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Scalar, SymbolicTensor, Tensor } from "@tensorflow/tfjs";
import { openBackend } from "../backend.ts";
import type { Network } from "../network/network.ts";
import { sizeOf, weightSpecs } from "../network/network.ts";
import { permutation, randomOf } from "../random.ts";
import { digits } from "../tasks/digits.ts";
import type { LayerShort } from "../test-networks.ts";
import { networkOf, relativeDifference, shaken } from "../test-networks.ts";
import { openPredictor } from "./predictor.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import { EXACT_RATE } from "./test-steps.ts";

type TensorFlow = typeof import("@tensorflow/tfjs-node");
let backend: Backend;
let tf: TensorFlow;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
  tf = createRequire(import.meta.url)("@tensorflow/tfjs-node") as TensorFlow;
});

const batchSize = 32;
const { inputs, labels } = digits.load().train;
const camel = (text: string): string => text.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
type MakeLayer = (config: object) => { apply(x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor };

/** The same network as a tfjs LayersModel, and its loss and gradients by tfjs' own automatic differentiation. */
function oracleOf(network: Network) {
  const values = new Map<string, SymbolicTensor>([["", tf.input({ shape: network.inputShape })]]);
  let last = values.get("")!;
  for (const { className, name, config, inbound } of network.layers) {
    const make = (tf.layers as unknown as Record<string, MakeLayer>)[className[0]!.toLowerCase() + className.slice(1).replace(/D$/, "d")]!;
    const reads = (inbound.length > 0 ? inbound : [""]).map((from) => values.get(from)!);
    last = make({ ...Object.fromEntries(Object.entries(config).map(([key, value]) => [camel(key), value])), name }).apply(reads.length === 1 ? reads[0]! : reads);
    values.set(name, last);
  }
  const model = tf.model({ inputs: values.get("")!, outputs: last });
  const keysOf = (layer: string): string[] => Object.keys(network.weights).filter((key) => key.startsWith(`${layer}/`));
  for (const { name } of network.layers) model.getLayer(name).setWeights(keysOf(name).map((key) => tf.tensor(network.weights[key]!.values.slice(), network.weights[key]!.shape)));
  const lossOf = (rows: Int32Array) => (): Scalar => {
    const width = sizeOf(network.inputShape);
    const x = tf.tensor(Float32Array.from(Array.from(rows).flatMap((row) => Array.from(inputs.values.subarray(row * width, (row + 1) * width), (value) => value / network.inputScale))), [rows.length, ...network.inputShape]);
    const y = tf.oneHot(tf.tensor1d(Array.from(rows, (row) => labels[row]!), "int32"), 10);
    return tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as Tensor) as Scalar;
  };
  const weight = (key: string): Float32Array => {
    const layer = key.split("/")[0]!;
    return model.getLayer(layer).getWeights()[keysOf(layer).indexOf(key)]!.dataSync() as Float32Array;
  };
  const predict = (rows: Uint8Array): Float32Array => (model.predict(tf.tensor(Float32Array.from(rows, (value) => value / network.inputScale), [rows.length / sizeOf(network.inputShape), ...network.inputShape])) as Tensor).dataSync() as Float32Array;
  return { lossOf, weight, predict };
}

const end: LayerShort[] = [["Flatten", "flat"], ["Dense", "logits", { units: 10 }]];
const image = [8, 8, 1];
const conv = (filters: number, more: object = {}): Record<string, unknown> => ({ filters, kernel_size: 3, padding: "same", activation: "tanh", ...more });
/** Both sum in float32, in another order: where many values nearly cancel, as within a normalization or a depthwise bias, no more digits are theirs than ours. */
const cancelling = 1e-5;
const networks: [string, Network, number?][] = [
  ["convolutions with strides, and max pooling", networkOf(image, [["Conv2D", "a", conv(4)], ["MaxPooling2D", "p"], ["Conv2D", "b", conv(6, { strides: 2, padding: "valid", kernel_size: 2, use_bias: false })], ...end])],
  ["average pooling with strides", networkOf(image, [["Conv2D", "a", conv(4)], ["AveragePooling2D", "p", { pool_size: 3, strides: 2, padding: "same" }], ["Conv2D", "b", conv(5, { padding: "valid", kernel_size: 2 })], ...end])],
  ["a depthwise convolution, and global average pooling", networkOf(image, [["Conv2D", "a", conv(4)], ["DepthwiseConv2D", "d", { kernel_size: 3, strides: 2, padding: "same", depth_multiplier: 2 }], ["Activation", "act", { activation: "elu" }], ["GlobalAveragePooling2D", "g"], ["Dense", "logits", { units: 10 }]]), cancelling],
  ["batch normalization of images and of rows", networkOf(image, [["Conv2D", "a", conv(4, { activation: "linear", use_bias: false })], ["BatchNormalization", "bn", { momentum: 0.9, epsilon: 0.01 }], ["Activation", "act", { activation: "relu" }], ["Flatten", "flat"], ["Dense", "h", { units: 12, use_bias: false }], ["BatchNormalization", "bn2"], ["Dense", "logits", { units: 10 }]]), cancelling],
  ["a convolution along steps, pooling, and a layer normalization", networkOf([16, 4], [["Conv1D", "a", conv(6, { padding: "valid" })], ["MaxPooling1D", "p"], ["LayerNormalization", "ln"], ["Conv1D", "b", conv(5, { strides: 2 })], ["GlobalMaxPooling1D", "g"], ["Dense", "logits", { units: 10 }]])],
  ["an embedding, and global average pooling", networkOf([64], [["Embedding", "e", { input_dim: 17, output_dim: 5 }], ["AveragePooling1D", "p", { pool_size: 4 }], ["GlobalAveragePooling1D", "g"], ["Dense", "logits", { units: 10 }]], 1, 1)],
  ["a residual sum, and layers side by side", networkOf([64], [["Dense", "a", { units: 16, activation: "selu" }], ["Dense", "b", { units: 16, activation: "softplus" }], ["Add", "sum", {}, ["a", "b"]], ["Dense", "c", { units: 7, activation: "relu6" }, ["a"]], ["Concatenate", "cat", {}, ["sum", "c"]], ["Reshape", "r", { target_shape: [23] }], ["Dense", "logits", { units: 10 }]])],
];
// TensorFlow has no gradient of a dilated convolution on processors, so tfjs cannot train one; ours is held to finite differences by its parts.
// A depthwise one is held to ONNX Runtime (encode-onnx.test.ts): the LayersModel of tfjs 4.22 gives its operation no dilation.
const dilated: [string, Network][] = [
  ["Conv2D, padded", networkOf(image, [["Conv2D", "a", conv(4, { dilation_rate: 2 })], ["Conv2D", "b", conv(3, { dilation_rate: [2, 3], kernel_size: [3, 2] })], ...end])],
  ["Conv2D, not padded", networkOf(image, [["Conv2D", "a", conv(4, { dilation_rate: [3, 2], padding: "valid", kernel_size: [2, 3] })], ...end])],
  ["Conv1D", networkOf([16, 4], [["Conv1D", "a", conv(6, { dilation_rate: 3 })], ["Conv1D", "b", conv(5, { padding: "valid", dilation_rate: 2 })], ...end])],
];
test.each(dilated)("a dilated %s predicts what the same network as a tfjs LayersModel predicts, to 1e-6", (_, fresh) => {
  const network = shaken(fresh);
  const rows = inputs.values.slice(0, 64 * 40) as Uint8Array;
  const predictor = openPredictor(backend, network);
  expect(relativeDifference(predictor.predict({ values: rows, count: 40 }), oracleOf(network).predict(rows))).toBeLessThan(1e-6);
  predictor.dispose();
});
const batches = (epochs: number): Int32Array[] =>
  Array.from({ length: epochs }, (_, epoch) => permutation(randomOf("oracle", epoch), inputs.count)).flatMap((order) => Array.from({ length: Math.ceil(order.length / batchSize) }, (_value, i) => order.subarray(i * batchSize, (i + 1) * batchSize)));

describe.each(networks)("against the same network as a tfjs LayersModel: %s", (_, fresh, tolerance = 1e-6) => {
  const network = shaken(fresh);
  const trainable = [...weightSpecs(network)].filter(([, spec]) => spec.trainable).map(([key]) => key);

  test(`the gradients of the first step agree to ${tolerance}`, () => {
    const [rows] = batches(1) as [Int32Array];
    const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: EXACT_RATE }, loss: { type: "cross-entropy" } });
    program.setData({ inputs, labels });
    program.train(rows, batchSize);
    const after = program.state();
    const { grads } = tf.variableGrads(oracleOf(network).lossOf(rows));
    const differences = trainable.map((key) => {
      const theirs = grads[Object.keys(grads).find((name) => name.split("/").slice(-2).join("/").startsWith(key))!]!.dataSync();
      const ours = Float64Array.from(network.weights[key]!.values, (value, i) => (value - after[key]!.values[i]!) / EXACT_RATE);
      return [key, relativeDifference(ours, theirs)] as const;
    });
    expect(differences.filter(([, difference]) => !(difference < tolerance))).toEqual([]);
    program.dispose();
  });

  test("the loss curve agrees to 1e-3 over 60 steps of SGD, and so do the weights that no gradient moves", () => {
    const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: 0.05 }, loss: { type: "cross-entropy" } });
    program.setData({ inputs, labels });
    const oracle = oracleOf(network);
    const optimizer = tf.train.sgd(0.05);
    const worst = batches(2).slice(0, 60).reduce((most, rows) => {
      const ours = program.train(rows, batchSize).lossSum / rows.length;
      const theirs = optimizer.minimize(oracle.lossOf(rows), true)!.dataSync()[0]!;
      return Math.max(most, Math.abs(ours - theirs) / theirs);
    }, 0);
    expect(worst).toBeLessThan(1e-3);
    const state = program.state();
    for (const key of Object.keys(network.weights).filter((name) => !trainable.includes(name))) expect(relativeDifference(state[key]!.values, oracle.weight(key))).toBeLessThan(1e-3);
    program.dispose();
  });
});

import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { Network } from "../network/network.ts";
import type { OptimizerSpec } from "../network/objective.ts";
import { permutation, randomOf } from "../random.ts";
import { digits } from "../tasks/digits.ts";
import { denseNetwork, relativeDifference } from "../test-networks.ts";
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

/** The same network as a tfjs LayersModel, and its loss and gradients by tfjs' own automatic differentiation. */
function oracleOf(network: Network) {
  const model = tf.sequential();
  network.layers.forEach((layer, k) => {
    const { units, activation } = layer.config as { units: number; activation: "relu" };
    model.add(tf.layers.dense({ units, activation, name: layer.name, ...(k === 0 ? { inputShape: network.inputShape } : {}) }));
    model.layers[k]!.setWeights(["kernel", "bias"].map((name) => tf.tensor(Float32Array.from(network.weights[`${layer.name}/${name}`]!.values), network.weights[`${layer.name}/${name}`]!.shape)));
  });
  const lossOf = (rows: Int32Array) => () => {
    const x = tf.tensor2d(Array.from(rows, (row) => Array.from(inputs.values.subarray(row * 64, row * 64 + 64), (value) => value / network.inputScale)));
    const y = tf.oneHot(tf.tensor1d(Array.from(rows, (row) => labels[row]!), "int32"), 10);
    return tf.losses.softmaxCrossEntropy(y, model.apply(x) as import("@tensorflow/tfjs").Tensor) as import("@tensorflow/tfjs").Scalar;
  };
  const weight = (key: string): Float32Array => {
    const [layer, name] = key.split("/");
    return model.getLayer(layer!).getWeights()[name === "kernel" ? 0 : 1]!.dataSync() as Float32Array;
  };
  return { model, lossOf, weight };
}

const network = denseNetwork([64, 24, 10], "relu", 3);
const keys = Object.keys(network.weights);
const batches = (epochs: number): Int32Array[] =>
  Array.from({ length: epochs }, (_, epoch) => permutation(randomOf("oracle", epoch), inputs.count)).flatMap((order) => Array.from({ length: Math.ceil(order.length / batchSize) }, (_, i) => order.subarray(i * batchSize, (i + 1) * batchSize)));

const open = (optimizer: OptimizerSpec): TrainingProgram => {
  const program = new TrainingProgram(backend, network, { optimizer, loss: { type: "cross-entropy" } });
  program.setData({ inputs, labels });
  return program;
};

describe("against the same network as a tfjs LayersModel", () => {
  test("the gradients of the first step agree to 1e-6", () => {
    const [rows] = batches(1) as [Int32Array];
    const program = open({ type: "sgd", learningRate: EXACT_RATE });
    program.train(rows, batchSize);
    const after = program.state();
    const { grads } = tf.variableGrads(oracleOf(network).lossOf(rows));
    for (const key of keys) {
      const name = Object.keys(grads).find((candidate) => candidate.includes(key))!;
      const ours = Float64Array.from(network.weights[key]!.values, (value, i) => (value - after[key]!.values[i]!) / EXACT_RATE);
      expect(relativeDifference(ours, grads[name]!.dataSync())).toBeLessThan(1e-6);
    }
    program.dispose();
  });

  test("weights agree to 1e-5 after 100 steps of SGD", () => {
    const program = open({ type: "sgd", learningRate: 0.1 });
    const oracle = oracleOf(network);
    const optimizer = tf.train.sgd(0.1);
    for (const rows of batches(3).slice(0, 100)) {
      program.train(rows, batchSize);
      optimizer.minimize(oracle.lossOf(rows));
    }
    const state = program.state();
    for (const key of keys) expect(relativeDifference(state[key]!.values, oracle.weight(key))).toBeLessThan(1e-5);
    program.dispose();
  });

  test.each([
    ["sgd", { type: "sgd", learningRate: 0.1 }, (from: TensorFlow) => from.train.sgd(0.1)],
    ["adam", { type: "adam", learningRate: 0.001 }, (from: TensorFlow) => from.train.adam(0.001, 0.9, 0.999, 1e-7)],
  ] as const)("the loss curve of %s agrees to 1e-3 over 150 steps", (_, spec, make) => {
    const program = open(spec);
    const oracle = oracleOf(network);
    const optimizer = make(tf);
    const worst = batches(4).slice(0, 150).reduce((most, rows) => {
      const ours = program.train(rows, batchSize).lossSum / rows.length;
      const theirs = optimizer.minimize(oracle.lossOf(rows), true)!.dataSync()[0]!;
      return Math.max(most, Math.abs(ours - theirs) / theirs);
    }, 0);
    expect(worst).toBeLessThan(1e-3);
    program.dispose();
  });
});

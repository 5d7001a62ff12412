import { beforeAll, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { Activation, Network } from "../network/network.ts";
import { parameterCount } from "../network/network.ts";
import { denseNetwork, randomExamples, relativeDifference } from "../test-networks.ts";
import { openPredictor } from "./predictor.ts";
import type { Backend } from "./session.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const functions: Partial<Record<Activation, (x: number) => number>> = { linear: (x) => x, relu: (x) => Math.max(0, x), tanh: Math.tanh, sigmoid: (x) => 1 / (1 + Math.exp(-x)) };

/** Logits of one row, in doubles. */
function forwardOf(network: Network, row: Uint8Array): number[] {
  let values = Array.from(row, (value) => value / network.inputScale);
  for (const layer of network.layers) {
    const { units, activation } = layer.config as { units: number; activation: Activation };
    const [kernel, bias] = [network.weights[`${layer.name}/kernel`]!.values, network.weights[`${layer.name}/bias`]?.values];
    values = Array.from({ length: units }, (_, unit) => functions[activation]!(values.reduce((sum, value, k) => sum + value * kernel[k * units + unit]!, bias?.[unit] ?? 0)));
  }
  return values;
}

test.each(["linear", "relu", "tanh", "sigmoid"] as const)("a network with %s gives the logits of its own formula", (activation) => {
  const network = denseNetwork([12, 9, 7, 5], activation);
  network.weights["dense_1/bias"]!.values.fill(0.25);
  const { inputs } = randomExamples(40, 12, 5);
  const predictor = openPredictor(backend, network);
  const expected = Array.from({ length: 40 }, (_, i) => forwardOf(network, inputs.values.subarray(i * 12, i * 12 + 12))).flat();
  expect(relativeDifference(predictor.predict(inputs), expected)).toBeLessThan(1e-6);
  expect([predictor.parameterCount, predictor.sizeBytes]).toEqual([parameterCount(network), 4 * parameterCount(network)]);
  predictor.dispose();
});

test("a layer without a bias adds none", () => {
  const network = denseNetwork([6, 4]);
  network.layers[0]!.config["use_bias"] = false;
  delete network.weights["dense_1/bias"];
  const { inputs } = randomExamples(3, 6, 4);
  const predictor = openPredictor(backend, network);
  expect(relativeDifference(predictor.predict(inputs), [0, 1, 2].flatMap((i) => forwardOf(network, inputs.values.subarray(i * 6, i * 6 + 6))))).toBeLessThan(1e-6);
  predictor.dispose();
});

test("rows that take several native calls come back whole and in order", () => {
  const network = denseNetwork([16, 600, 600, 3]); // some 270 rows a call
  const { inputs } = randomExamples(700, 16, 3);
  const predictor = openPredictor(backend, network);
  const all = predictor.predict(inputs);
  for (const i of [0, 269, 271, 699]) expect(relativeDifference(all.subarray(i * 3, i * 3 + 3), forwardOf(network, inputs.values.subarray(i * 16, i * 16 + 16)))).toBeLessThan(1e-5);
  expect(predictor.predict({ values: new Uint8Array(0), count: 0 })).toHaveLength(0);
  predictor.dispose();
});

test("float rows are taken where they were announced, of an input shape of any rank", () => {
  const { inputs } = randomExamples(5, 12, 4);
  const flat = denseNetwork([12, 4]);
  const [bytes, floats] = [openPredictor(backend, flat), openPredictor(backend, { ...flat, inputShape: [3, 2, 2] }, "float32")];
  expect(floats.predict({ values: Float32Array.from(inputs.values), count: 5 })).toEqual(bytes.predict(inputs));
  expect(() => floats.predict(inputs)).toThrow(/float32 inputs, not uint8/);
  expect(() => bytes.predict({ values: new Uint8Array(13), count: 1 })).toThrow(/12 values/);
  bytes.dispose();
  floats.dispose();
});

test("no tensor stays behind", () => {
  const before = backend.tensorCount();
  const predictor = openPredictor(backend, denseNetwork([6, 4]));
  for (let call = 0; call < 50; call++) predictor.predict(randomExamples(8, 6, 4).inputs);
  predictor.dispose();
  expect(backend.tensorCount()).toBe(before);
});

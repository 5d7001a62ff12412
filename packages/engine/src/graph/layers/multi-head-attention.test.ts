import { beforeAll, expect, test } from "@jest/globals";
import { openBackend } from "../../backend.ts";
import type { Network } from "../../network/network.ts";
import { freshNetwork } from "../../network/network.ts";
import { meanCrossEntropy } from "../../evaluation/accuracy.ts";
import { networkOf, relativeDifference, shaken } from "../../test-networks.ts";
import { BatchGradients } from "../batch-gradients.ts";
import { openPredictor } from "../predictor.ts";
import type { Backend } from "../session.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const [steps, channels, heads, length] = [5, 4, 2, 3];
/** Texts of tokens 1 … 8; 0 pads. The last is padding alone. */
const tokens = [[3, 1, 8, 2, 5], [4, 4, 0, 0, 0], [7, 0, 0, 0, 0], [0, 0, 0, 0, 0]];
const inputs = { values: Float32Array.from(tokens.flat()), count: tokens.length };
const labels = Int32Array.of(0, 2, 1, 0);
const network = shaken(networkOf([steps], [
  ["Embedding", "e", { input_dim: 9, output_dim: channels }], ["PositionEmbedding", "p"], ["MultiHeadAttention", "a", { num_heads: heads, key_dim: length }, ["p", "inputs"]],
  ["Add", "s", {}, ["p", "a"]], ["MaskedAveragePooling1D", "m", {}, ["s", "inputs"]], ["UnitNormalization", "u"], ["Dense", "logits", { units: 3 }],
], 7, 1));

const predict = (of: Network, rows = inputs): Float32Array => {
  const predictor = openPredictor(backend, of, "float32");
  const logits = predictor.predict(rows);
  predictor.dispose();
  return logits;
};

/** Logits of one text, in doubles, by the formulas. */
function logitsOf(text: number[]): number[] {
  const weight = (key: string): Float32Array => network.weights[key]!.values;
  const affine = (x: number[], name: string, [from, to]: [number, number]): number[] => Array.from({ length: to }, (_, k) => x.reduce((sum, value, i) => sum + value * weight(`${name}_kernel`)[i * to + k]!, weight(`${name}_bias`)[k]!)).slice(0, from * to);
  const x = text.map((token, step) => Array.from({ length: channels }, (_, k) => weight("e/embeddings")[token * channels + k]! + weight("p/embeddings")[step * channels + k]!));
  const [query, key, value] = ["query", "key", "value"].map((name) => x.map((row) => affine(row, `a/${name}`, [channels, heads * length]))) as [number[][], number[][], number[][]];
  const attended = x.map((row, step) => {
    const seen = Array.from({ length: heads * length }, (_, at) => {
      const head = Math.floor(at / length);
      const scores = text.map((token, other) => (token === 0 && text.some(Boolean) ? -Infinity : Array.from({ length }, (__, d) => query[step]![head * length + d]! * key[other]![head * length + d]!).reduce((a, b) => a + b) / Math.sqrt(length)));
      const most = Math.max(...scores);
      const odds = scores.map((score) => Math.exp(score - most));
      return odds.reduce((sum, odd, other) => sum + odd * value[other]![at]!, 0) / odds.reduce((a, b) => a + b);
    });
    return affine(seen, "a/output", [heads * length, channels]).map((y, k) => y + row[k]!);
  });
  const kept = attended.filter((_, step) => text[step] !== 0);
  const mean = Array.from({ length: channels }, (_, k) => kept.reduce((sum, row) => sum + row[k]!, 0) / Math.max(1, kept.length));
  const norm = Math.sqrt(mean.reduce((sum, y) => sum + y * y, 1e-12));
  return Array.from({ length: 3 }, (_, k) => mean.reduce((sum, y, i) => sum + (y / norm) * weight("logits/kernel")[i * 3 + k]!, weight("logits/bias")[k]!));
}

test("attention, positions, the mean and its length are those of their formulas; a text of padding alone is finite", () => {
  const logits = predict(network);
  expect(relativeDifference(logits, tokens.flatMap(logitsOf))).toBeLessThan(1e-5);
});

test("what stands in place of the padding changes nothing", () => {
  const short = { values: Float32Array.of(4, 4), count: 1 };
  const shortened: Network = { ...network, inputShape: [2], weights: { ...network.weights, "p/embeddings": { shape: [2, channels], values: network.weights["p/embeddings"]!.values.slice(0, 2 * channels) } } };
  expect(relativeDifference(predict(shortened, short), predict(network).slice(3, 6))).toBeLessThan(1e-6);
});

test("the gradient of each weight is that of finite differences", () => {
  const gradients = new BatchGradients(backend, network, { loss: { type: "cross-entropy" }, seed: "1" }, { inputs, labels });
  const found = new Map<string, Float32Array>();
  gradients.forEach(labels.length, (gradient) => Object.keys(network.weights).forEach((key) => found.set(key, gradient(key))));
  gradients.dispose();
  const step = 2 ** -7;
  for (const [key, { shape, values }] of Object.entries(network.weights)) {
    const lossAt = (i: number, by: number): number => {
      const moved = values.slice();
      moved[i]! += by;
      return meanCrossEntropy(predict({ ...network, weights: { ...network.weights, [key]: { shape, values: moved } } }), labels);
    };
    // Each difference opens two predictors, so of a weight some values have to do.
    const sampled = Array.from(values.keys()).filter((i) => i % Math.ceil(values.length / 5) === 0);
    const numeric = sampled.map((i) => (lossAt(i, step) - lossAt(i, -step)) / (2 * step));
    const difference = Math.max(...sampled.map((i, k) => Math.abs(numeric[k]! - found.get(key)![i]!)));
    expect([key, difference / Math.max(0.05, ...numeric.map(Math.abs)) < 2e-3 ? "agrees" : difference]).toEqual([key, "agrees"]);
  }
}, 120_000);

test.each([
  ["tokens of another length", ["p", "e2"], /Layer a: it reads steps of shape \[steps, channels\] and their tokens of shape \[steps\], not \[5, 4\] and \[5, 4\]/],
  ["the steps alone", ["p"], /Layer a: MultiHeadAttention reads two layers or more, not 1/],
])("%s are refused by the layer's name", (_, reads, message) => {
  expect(() => freshNetwork(networkOf([steps], [["Embedding", "e", { input_dim: 9, output_dim: channels }], ["PositionEmbedding", "p"], ["PositionEmbedding", "e2", {}, ["e"]], ["MultiHeadAttention", "a", { num_heads: heads, key_dim: length }, reads], ["MaskedAveragePooling1D", "m", {}, ["a", "inputs"]], ["Dense", "logits", { units: 3 }]], 7, 1), 1)).toThrow(message);
});

/** What the engine's benchmark runs, written to a folder as plain arrays that every lane reads: the same data, first weights and order of rows. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshNetwork } from "../../packages/engine/src/network/network.ts";
import { permutation, randomOf } from "../../packages/engine/src/random.ts";

const CLASSES = 10;
/** The first, which compiles, and three steady ones. */
export const EPOCHS = 4;
/** Names the permutations, as the engine's own strategy draws them. */
export const SEED = 1;

const layer = (className, name, config, ...inbound) => ({ className, name, config, inbound });
/** Layers, each reading the one before, and the output layer. */
const chain = (layers) => [...layers, ["Dense", "logits", { units: CLASSES, activation: "linear", use_bias: true }]].map(([className, name, config], k, all) => layer(className, name, config, ...(k === 0 ? [] : [all[k - 1][1]])));
const dense = (...units) => chain(units.map((width, k) => ["Dense", `dense_${k}`, { units: width, activation: "relu", use_bias: true }]));
const convolution = { kernel_size: [3, 3], strides: [1, 1], padding: "same", activation: "relu", use_bias: true };
const pooling = { pool_size: [2, 2], strides: [2, 2], padding: "valid" };

const images = { inputShape: [784], scale: 255, batchSize: 128, draw: drawImages };
export const cases = [
  { id: "784-64-10", title: "784-64-10, 60,000 images", rows: 60_000, layers: dense(64), ...images },
  { id: "784-64-10-distilled", title: "784-64-10 distilled from cached logits at T = 4, 60,000 images", rows: 60_000, layers: dense(64), distillation: { temperature: 4, hardLossWeight: 0.1, softLossWeight: 0.9 }, ...images },
  { id: "784-1200-1200-10", title: "784-1200-1200-10, 12,800 images", rows: 12_800, layers: dense(1200, 1200), ...images },
  {
    id: "cnn-16-32", title: "28×28, convolutions of 16 and 32 3×3 filters with max pooling, dense; 12,800 images", rows: 12_800, ...images, inputShape: [28, 28, 1],
    layers: chain([["Conv2D", "conv_0", { filters: 16, ...convolution }], ["MaxPooling2D", "pool_0", pooling], ["Conv2D", "conv_1", { filters: 32, ...convolution }], ["MaxPooling2D", "pool_1", pooling], ["Flatten", "flatten", {}]]),
  },
  {
    // Keras 3.15.1's Adam squares the gradients of an embedding's row one by one where a batch reads it more than once, and adds up the squares.
    id: "text", title: "64 tokens of 250, embedding 32, convolution of 64 × 5, global max pooling, dense; 12,800 texts (Keras' Adam squares an embedding row's gradients before it adds them up: other losses)", rows: 12_800, inputShape: [64], scale: 1, batchSize: 128, draw: drawTexts,
    layers: chain([["Embedding", "embedding", { input_dim: 250, output_dim: 32 }], ["Conv1D", "conv", { filters: 64, kernel_size: [5], strides: [1], padding: "same", activation: "relu", use_bias: true }], ["GlobalMaxPooling1D", "pool", {}]]),
  },
  { id: "evaluation", title: "784-64-10, evaluation of 60,000 images", rows: 60_000, layers: dense(64), evaluates: true, ...images },
];

const classOf = (row) => (row * 7 + Math.floor(row / CLASSES)) % CLASSES;

/** Pixels of 0 … 255 on a dark ground, those of the class brighter: made up, of the size of Fashion-MNIST, and to be learned. */
function drawImages(rows) {
  const random = randomOf("bench", rows * 784);
  return Uint8Array.from({ length: rows * 784 }, (_, i) => {
    const value = Math.max(0, Math.floor(random() * 1020) - 764);
    return i % CLASSES === classOf(Math.floor(i / 784)) ? value : value >> 1;
  });
}

/** Tokens of which one in eight belongs to the class. */
function drawTexts(rows) {
  const random = randomOf("bench texts", rows);
  return Uint8Array.from({ length: rows * 64 }, (_, i) => (random() < 1 / 8 ? 25 * classOf(Math.floor(i / 64)) : 0) + Math.floor(random() * 25) * (random() < 0.5 ? 1 : 10));
}

/** Teacher logits as a good teacher has them: the class ahead, the rest by chance. */
function drawTeacher(rows) {
  const random = randomOf("bench teacher", rows);
  return Float32Array.from({ length: rows * CLASSES }, (_, i) => 3 * random() + (i % CLASSES === classOf(Math.floor(i / CLASSES)) ? 5 : 0));
}

/** case.json, inputs.u8, labels.i32, orders.i32 (a permutation for each epoch), weights, and teacher.f32 where it distils. */
export function writeCase({ draw, ...one }, folder) {
  const network = freshNetwork({ inputShape: one.inputShape, inputScale: one.scale, layers: one.layers }, SEED);
  const weights = Object.entries(network.weights).map(([key, { shape }], k) => ({ key, shape, file: `weight-${k}.f32` }));
  for (const { key, file } of weights) writeFileSync(join(folder, file), network.weights[key].values);
  writeFileSync(join(folder, "inputs.u8"), draw(one.rows).map((value) => Math.min(value, one.scale === 1 ? 249 : 255)));
  writeFileSync(join(folder, "labels.i32"), Int32Array.from({ length: one.rows }, (_, row) => classOf(row)));
  writeFileSync(join(folder, "orders.i32"), Buffer.concat(Array.from({ length: EPOCHS }, (_, epoch) => Buffer.from(permutation(randomOf(SEED, "order", 0, epoch), one.rows).buffer))));
  if (one.distillation) writeFileSync(join(folder, "teacher.f32"), drawTeacher(one.rows));
  writeFileSync(join(folder, "case.json"), JSON.stringify({ ...one, epochs: EPOCHS, weights }));
}

/** The case as a Network and typed arrays. */
export function readCase(folder) {
  const read = (name, Type) => new Type(Uint8Array.from(readFileSync(join(folder, name))).buffer);
  const one = JSON.parse(readFileSync(join(folder, "case.json"), "utf8"));
  const weights = Object.fromEntries(one.weights.map(({ key, shape, file }) => [key, { shape, values: read(file, Float32Array) }]));
  return {
    ...one,
    network: { inputShape: one.inputShape, inputScale: one.scale, layers: one.layers, weights },
    inputs: { values: read("inputs.u8", Uint8Array), count: one.rows }, labels: read("labels.i32", Int32Array), orders: read("orders.i32", Int32Array),
    teacherLogits: one.distillation ? read("teacher.f32", Float32Array) : undefined,
  };
}

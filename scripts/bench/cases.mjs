/** What the benchmark trains, written to a folder as plain arrays that every lane reads. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { denseLayer, freshNetwork } from "../../packages/engine/src/network/network.ts";
import { randomOf } from "../../packages/engine/src/random.ts";
import { digits } from "../../packages/engine/src/tasks/digits.ts";

const { inputs, labels } = digits.load().train;
const CLASSES = 10;

export const cases = [
  { id: "digits", title: `Handwritten digits, 64-64-10, ${inputs.count} rows, batch 32`, widths: [64, 64, CLASSES], scale: 16, rows: inputs.count, batchSize: 32, epochs: 30, inputs: () => inputs.values, labels: () => labels },
  {
    id: "made-up-784", title: "Made-up images of the size of Fashion-MNIST, 784-64-10, 60,000 rows, batch 128", widths: [784, 64, CLASSES], scale: 255, rows: 60_000, batchSize: 128, epochs: 2,
    inputs: () => randomBytes(60_000 * 784, 1020).map((value, i) => (i % CLASSES === classOf(Math.floor(i / 784)) ? value : value >> 1)), // pixels of the class are brighter
    labels: () => Int32Array.from({ length: 60_000 }, (_, row) => classOf(row)),
  },
];

const classOf = (row) => (row * 7 + Math.floor(row / CLASSES)) % CLASSES;

/** 0 … 255, three in four of them 0 where `below` is 4 · 255: as images with a dark ground. */
function randomBytes(length, below) {
  const random = randomOf("bench", length);
  return Uint8Array.from({ length }, () => Math.max(0, Math.floor(random() * below) - (below - 256)));
}

const layersOf = ([, ...units]) => units.map((width, k) => denseLayer(`dense_${k}`, width, k === units.length - 1 ? "linear" : "relu", k === 0 ? [] : [`dense_${k - 1}`]));

/** case.json, inputs.u8, labels.i32, and a file of float32 for each weight. */
export function writeCase({ widths, scale, rows, batchSize, epochs, inputs: rawInputs, labels: rawLabels }, folder) {
  const network = freshNetwork({ inputShape: [widths[0]], inputScale: scale, layers: layersOf(widths) }, 1);
  const weights = Object.entries(network.weights).map(([key, { shape }], k) => ({ key, shape, file: `weight-${k}.f32` }));
  for (const { key, file } of weights) writeFileSync(join(folder, file), network.weights[key].values);
  writeFileSync(join(folder, "inputs.u8"), rawInputs());
  writeFileSync(join(folder, "labels.i32"), rawLabels());
  writeFileSync(join(folder, "case.json"), JSON.stringify({ widths, scale, rows, batchSize, epochs, weights }));
}

/** The case as a Network and typed arrays. */
export function readCase(folder) {
  const read = (name, Type) => new Type(Uint8Array.from(readFileSync(join(folder, name))).buffer);
  const { widths, scale, rows, batchSize, epochs, weights } = JSON.parse(readFileSync(join(folder, "case.json"), "utf8"));
  const network = {
    inputShape: [widths[0]], inputScale: scale, layers: layersOf(widths),
    weights: Object.fromEntries(weights.map(({ key, shape, file }) => [key, { shape, values: read(file, Float32Array) }])),
  };
  return { network, rows, batchSize, epochs, inputs: { values: read("inputs.u8", Uint8Array), count: rows }, labels: read("labels.i32", Int32Array) };
}

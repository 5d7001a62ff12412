import { gunzipSync } from "node:zlib";
import { EngineError } from "../errors.ts";
import { permutation, randomOf } from "../random.ts";
import { fetchDataFiles, readDataFiles } from "./data-files.ts";
import type { DataFiles } from "./data-files.ts";
import type { Examples, Task } from "./task.ts";

const published = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com";
const sha256 = {
  "train-images-idx3-ubyte.gz": "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
  "train-labels-idx1-ubyte.gz": "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
  "t10k-images-idx3-ubyte.gz": "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
  "t10k-labels-idx1-ubyte.gz": "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05",
};
const files: DataFiles = {
  name: "fashion-mnist",
  sha256,
  debian: { package: "dataset-fashion-mnist", folder: "/usr/share/datasets/fashion-mnist" },
  addresses: Object.fromEntries(Object.keys(sha256).map((file) => [file, `${published}/${file}`])),
};
const pixels = 28 * 28;

/** The values of an idx file of bytes; its head says how many dimensions there are and how long each is. */
function idxBytes(gzipped: Buffer, dimensions: number[]): Uint8Array {
  const bytes = gunzipSync(gzipped, { maxOutputLength: 64 * 1024 * 1024 });
  const found = Array.from({ length: bytes[3] ?? 0 }, (_, k) => bytes.readUInt32BE(4 + 4 * k));
  if (bytes.readUInt16BE(0) !== 0 || bytes[2] !== 0x08 || found.join() !== dimensions.join()) throw new EngineError("CORRUPT", `An idx file of Fashion-MNIST has the dimensions ${found.join("×")}, not ${dimensions.join("×")}.`);
  return bytes.subarray(4 + 4 * dimensions.length);
}

function rowsAt(images: Uint8Array, labels: Uint8Array, order: ArrayLike<number>): Examples {
  const values = new Uint8Array(order.length * pixels);
  for (let k = 0; k < order.length; k++) values.set(images.subarray(order[k]! * pixels, (order[k]! + 1) * pixels), k * pixels);
  return { inputs: { values, count: order.length }, labels: Int32Array.from(order, (row) => labels[row]!) };
}

/**
 * Articles of clothing, 28×28 grey pixels of 0 … 255, ten classes. The published test part is the test split; a seeded tenth of the 60,000 others is for validation.
 * Source: H. Xiao, K. Rasul and R. Vollgraf 2017, arXiv 1708.07747.
 */
export const fashionMnist: Task = {
  slug: "fashion-mnist",
  name: "Fashion-MNIST",
  description: "70,000 images of 28×28 pixels, ten kinds of clothing: Zalando's Fashion-MNIST.",
  licence: "MIT",
  metric: { name: "accuracy", direction: "MAXIMIZE" },
  inputShape: [pixels],
  inputScale: 255,
  classes: 10,
  splitSizes: { train: 54_000, validation: 6_000, test: 10_000 },
  prepare: (say) => fetchDataFiles(files, say),
  load() {
    const bytes = readDataFiles(files);
    const read = (part: string, count: number): [Uint8Array, Uint8Array] => [idxBytes(bytes[`${part}-images-idx3-ubyte.gz`]!, [count, 28, 28]), idxBytes(bytes[`${part}-labels-idx1-ubyte.gz`]!, [count])];
    const { train, validation, test } = this.splitSizes;
    const [images, labels] = read("train", train + validation);
    const order = permutation(randomOf("task", "fashion-mnist", "split", 1), train + validation);
    return { train: rowsAt(images, labels, order.subarray(0, train)), validation: rowsAt(images, labels, order.subarray(train)), test: rowsAt(...read("t10k", test), Array.from({ length: test }, (_, k) => k)) };
  },
};

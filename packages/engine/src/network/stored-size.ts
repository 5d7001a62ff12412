import { gzipSync } from "node:zlib";
import type { Network } from "./network.ts";

/** Bytes of a network's weights by ways of storing them; how many of them are 0. */
export interface StoredSize {
  weights: number;
  zeros: number;
  /** Every weight as float32. */
  denseBytes: number;
  /** A bit for each weight, and the float32 of those that are not 0. */
  sparseBytes: number;
  /** The dense bytes packed by gzip. */
  packedBytes: number;
}

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What the weights take on disk, measured on these very bytes; names and layers are not counted. */
export function storedSize({ weights }: Pick<Network, "weights">): StoredSize {
  const all = Object.entries(weights).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { values }]) => values);
  const count = all.reduce((sum, values) => sum + values.length, 0);
  const zeros = all.reduce((sum, values) => sum + values.reduce((found, value) => found + Number(value === 0), 0), 0);
  const packed = gzipSync(Buffer.concat(all.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))), { level: 9 });
  return { weights: count, zeros, denseBytes: count * FLOAT_BYTES, sparseBytes: Math.ceil(count / 8) + (count - zeros) * FLOAT_BYTES, packedBytes: packed.length };
}

import { constants, deflateRawSync } from "node:zlib";
import type { Network } from "./network.ts";
import type { Clusters } from "./weight-clusters.ts";

/** Bytes of a network some of whose weights share values. Each but the first and the last is the whole: tables of values, codes, and all other weights as float32. */
export interface ClusteredSize {
  /** Every weight as float32. */
  denseBytes: number;
  /** Codes of the least whole number of bits. */
  indexBytes: number;
  /** Codes by deflate's Huffman code alone, its table included. */
  huffmanBytes: number;
  /** Codes by deflate with repetitions too. */
  deflateBytes: number;
  /** What no fixed code for one weight after the other can be less than: the entropy of each kernel's codes. Deflate, which may change its code on the way and knows repetitions, can. */
  boundBytes: number;
}

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
const levels = { level: 9, memLevel: 9 } as const;

/** Codes by deflate: coded one by one, or by repetitions too. `inflateRawSync` of node:zlib reads both. */
export const codedBytes = (codes: Uint8Array, repetitions: boolean): Buffer => deflateRawSync(codes, repetitions ? levels : { ...levels, strategy: constants.Z_HUFFMAN_ONLY });

/** Shannon's entropy of the codes, bits for all of them. */
export function entropyBits(codes: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const code of codes) counts[code]! += 1;
  return counts.reduce((bits, count) => (count > 0 ? bits - count * Math.log2(count / codes.length) : bits), 0);
}

/** What clustered weights take, coded and counted in fact; names and layers are not counted. Source: Han, Mao and Dally 2016, arXiv 1510.00149, sections 3 and 4. */
export function clusteredSize({ weights }: Pick<Network, "weights">, clusters: ReadonlyMap<string, Clusters>): ClusteredSize {
  const count = Object.values(weights).reduce((sum, { values }) => sum + values.length, 0);
  const all = [...clusters.values()];
  const beside = (count - all.reduce((sum, { codes }) => sum + codes.length, 0)) * FLOAT_BYTES + all.reduce((sum, { centroids }) => sum + centroids.byteLength, 0);
  const total = (bytesOf: (one: Clusters) => number): number => all.reduce((sum, one) => sum + bytesOf(one), beside);
  return {
    denseBytes: count * FLOAT_BYTES,
    indexBytes: total(({ centroids, codes }) => Math.ceil((codes.length * Math.ceil(Math.log2(Math.max(1, centroids.length)))) / 8)),
    huffmanBytes: total(({ codes }) => codedBytes(codes, false).length),
    deflateBytes: total(({ codes }) => codedBytes(codes, true).length),
    boundBytes: total(({ codes }) => Math.ceil(entropyBits(codes) / 8)),
  };
}

import { float16Values, toFloat16 } from "../network/float16.ts";
import { largestPlaces } from "./largest-places.ts";

/** How gradients are made smaller before they are sent. */
export type CompressionSpec =
  | { type: "fp16" }
  /** The largest values only, this share of them. */
  | { type: "topk"; ratio: number };

/** A part of a vector of gradients as it is sent, from a place of the vector on; `indices` count from there. */
export type PackedPart = { offset: number } & (
  | { form: "float32"; values: Float32Array }
  | { form: "float16"; values: Uint16Array; scale: number }
  | { form: "sparse"; indices: Uint32Array; values: Float32Array }
);

const LARGEST_FLOAT16 = 65_504;

/**
 * Makes gradients smaller and remembers what it left out, which is added to the next ones: what was sent in all and what is left are what was given.
 * Sources: Seide et al. 2014, "1-bit stochastic gradient descent" (the error that is fed back); Lin et al. 2018, arXiv 1712.01887 (the largest values).
 */
export class Compression {
  private readonly spec: CompressionSpec | null;
  /** What has not been sent yet; null: nothing was compressed. */
  residual: Float32Array | null;

  constructor(spec: CompressionSpec | null, residual: Float32Array | null = null) {
    this.spec = spec;
    this.residual = residual;
  }

  /**
   * @param vectors that make the whole one, one after another, which is a sum over examples; parts may be views of them
   * @param items the examples: numbers of 16 bits are those of the mean, which is of a middling size
   * @param bucketBytes of a part, at the most
   */
  pack(vectors: readonly Float32Array[], items: number, bucketBytes: number): PackedPart[] {
    const { spec } = this;
    const placed = inOrder(vectors);
    if (!spec) return placed.flatMap(([offset, vector]) => buckets(vector, bucketBytes).map(([from, values]): PackedPart => ({ offset: offset + from, form: "float32", values })));
    const wanted = (this.residual ??= new Float32Array(vectors.reduce((sum, { length }) => sum + length, 0)));
    for (const [offset, vector] of placed) for (let i = 0; i < vector.length; i++) wanted[offset + i]! += vector[i]!;
    const parts = spec.type === "fp16" ? buckets(wanted, bucketBytes).map(([offset, values]) => half(offset, values, items)) : [sparse(wanted, spec.ratio)];
    for (const part of parts) addPart(wanted, part, -1);
    return parts;
  }
}

function inOrder(vectors: readonly Float32Array[]): [offset: number, vector: Float32Array][] {
  let offset = 0;
  return vectors.map((vector) => {
    offset += vector.length;
    return [offset - vector.length, vector];
  });
}

function buckets(vector: Float32Array, bucketBytes: number): [offset: number, values: Float32Array][] {
  const size = Math.max(1, Math.floor(bucketBytes / vector.BYTES_PER_ELEMENT));
  return Array.from({ length: Math.ceil(vector.length / size) }, (_, k) => [k * size, vector.subarray(k * size, (k + 1) * size)]);
}

const half = (offset: number, values: Float32Array, items: number): PackedPart => ({
  offset, form: "float16", scale: items, values: toFloat16(limited(values, items)),
});

function limited(values: Float32Array, items: number): Float32Array {
  const means = new Float32Array(values.length);
  for (let i = 0; i < means.length; i++) means[i] = Math.min(LARGEST_FLOAT16, Math.max(-LARGEST_FLOAT16, values[i]! / items));
  return means;
}

function sparse(vector: Float32Array, ratio: number): PackedPart {
  const indices = largestPlaces(vector, Math.min(vector.length, Math.max(1, Math.round(ratio * vector.length))));
  const values = new Float32Array(indices.length);
  for (let i = 0; i < values.length; i++) values[i] = vector[indices[i]!]!;
  return { offset: 0, form: "sparse", indices, values };
}

/** Adds every value of a part, as whoever receives it reads it, times a sign to a vector. Plain loops: this is done for every weight in every step. */
export function addPart(vector: Float32Array, part: PackedPart, sign: 1 | -1 = 1): void {
  const { offset } = part;
  if (part.form === "sparse") {
    const { indices, values } = part;
    for (let i = 0; i < indices.length; i++) vector[offset + indices[i]!]! += sign * values[i]!;
  } else if (part.form === "float32") {
    const { values } = part;
    for (let i = 0; i < values.length; i++) vector[offset + i]! += sign * values[i]!;
  } else {
    const { values, scale } = part;
    const known = float16Values();
    for (let i = 0; i < values.length; i++) vector[offset + i]! += sign * Math.fround(known[values[i]!]! * scale);
  }
}

/** Bytes of a part's numbers. */
export const packedBytes = (part: PackedPart): number => part.values.byteLength + (part.form === "sparse" ? part.indices.byteLength : 0);

import { fromFloat16, toFloat16 } from "../network/float16.ts";

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

/** The k-th largest of some values, which are all at least 0. Hoare's selection, on a copy. */
function kthLargest(values: Float32Array, k: number): number {
  const work = values.slice();
  let [low, high] = [0, work.length - 1];
  while (low < high) {
    const pivot = work[(low + high) >> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (work[i]! > pivot) i++;
      while (work[j]! < pivot) j--;
      if (i <= j) [work[i], work[j], i, j] = [work[j]!, work[i]!, i + 1, j - 1];
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return work[k - 1]!;
}

/** Places of the k values that are largest without their sign; of equal ones those that come first. */
function largest(vector: Float32Array, k: number): Uint32Array {
  const sizes = new Float32Array(vector.length);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(vector[i]!);
  const least = kthLargest(sizes, k);
  let ties = k;
  for (let i = 0; i < sizes.length; i++) if (sizes[i]! > least) ties--;
  const chosen = new Uint32Array(k);
  let at = 0;
  for (let i = 0; i < sizes.length && at < k; i++) if (sizes[i]! > least || (sizes[i] === least && ties-- > 0)) chosen[at++] = i;
  return chosen;
}

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
   * @param vector a sum over examples
   * @param items the examples: numbers of 16 bits are those of the mean, which is of a middling size
   * @param bucketBytes of a part, at the most
   */
  pack(vector: Float32Array, items: number, bucketBytes: number): PackedPart[] {
    const { spec } = this;
    if (!spec) return buckets(vector, bucketBytes).map(([offset, values]) => ({ offset, form: "float32", values }));
    const residual = (this.residual ??= new Float32Array(vector.length));
    const wanted = new Float32Array(vector.length);
    for (let i = 0; i < wanted.length; i++) wanted[i] = vector[i]! + residual[i]!;
    const parts = spec.type === "fp16" ? buckets(wanted, bucketBytes).map(([offset, values]): PackedPart => half(offset, values, items)) : [sparse(wanted, spec.ratio)];
    residual.set(wanted);
    for (const part of parts) addPart(residual, part, -1);
    return parts;
  }
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
  const indices = largest(vector, Math.min(vector.length, Math.max(1, Math.round(ratio * vector.length))));
  return { offset: 0, form: "sparse", indices, values: Float32Array.from(indices, (i) => vector[i]!) };
}

/** Adds every value of a part, as whoever receives it reads it, times a sign to a vector. Plain loops: this is done for every weight in every step. */
export function addPart(vector: Float32Array, part: PackedPart, sign: 1 | -1 = 1): void {
  const { offset } = part;
  if (part.form === "sparse") {
    const { indices, values } = part;
    for (let i = 0; i < indices.length; i++) vector[offset + indices[i]!]! += sign * values[i]!;
    return;
  }
  const values = part.form === "float32" ? part.values : fromFloat16(part.values);
  const scale = part.form === "float32" ? 1 : part.scale;
  for (let i = 0; i < values.length; i++) vector[offset + i]! += sign * Math.fround(values[i]! * scale);
}

/** Bytes of a part's numbers. */
export const packedBytes = (part: PackedPart): number => part.values.byteLength + (part.form === "sparse" ? part.indices.byteLength : 0);

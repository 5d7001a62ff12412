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
  const sizes = vector.map(Math.abs);
  const least = kthLargest(sizes, k);
  let ties = k - sizes.reduce((count, size) => count + Number(size > least), 0);
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
    const wanted = vector.map((value, i) => value + residual[i]!);
    const parts = spec.type === "fp16" ? buckets(wanted, bucketBytes).map(([offset, values]): PackedPart => half(offset, values, items)) : [sparse(wanted, spec.ratio)];
    residual.set(wanted);
    for (const part of parts) unpack(part, (i, value) => (residual[i]! -= value));
    return parts;
  }
}

function buckets(vector: Float32Array, bucketBytes: number): [offset: number, values: Float32Array][] {
  const size = Math.max(1, Math.floor(bucketBytes / vector.BYTES_PER_ELEMENT));
  return Array.from({ length: Math.ceil(vector.length / size) }, (_, k) => [k * size, vector.slice(k * size, (k + 1) * size)]);
}

const half = (offset: number, values: Float32Array, items: number): PackedPart => ({
  offset, form: "float16", scale: items, values: toFloat16(values.map((value) => Math.min(LARGEST_FLOAT16, Math.max(-LARGEST_FLOAT16, value / items)))),
});

function sparse(vector: Float32Array, ratio: number): PackedPart {
  const indices = largest(vector, Math.min(vector.length, Math.max(1, Math.round(ratio * vector.length))));
  return { offset: 0, form: "sparse", indices, values: Float32Array.from(indices, (i) => vector[i]!) };
}

/** Tells every value of a part, as whoever receives it reads it, with its place in the vector. */
export function unpack(part: PackedPart, tell: (index: number, value: number) => void): void {
  const { offset } = part;
  if (part.form === "float32") part.values.forEach((value, i) => tell(offset + i, value));
  else if (part.form === "float16") fromFloat16(part.values).forEach((value, i) => tell(offset + i, Math.fround(value * part.scale)));
  else part.indices.forEach((index, i) => tell(offset + index, part.values[i]!));
}

/** Bytes of a part's numbers. */
export const packedBytes = (part: PackedPart): number => part.values.byteLength + (part.form === "sparse" ? part.indices.byteLength : 0);

import type { PackedPart } from "./compression.ts";
import { addPart } from "./compression.ts";

/** Adds vectors that arrive in parts from several sources. They are added in the order of the sources, whatever order they arrive in: the sum's bits follow from the vectors alone. */
export class OrderedSum {
  private readonly sum: Float32Array;
  private readonly sources: readonly number[];
  /** By the place where they begin. */
  private readonly waiting = new Map<number, Map<number, PackedPart | null>>();
  /** Values that are summed. */
  private known = 0;

  /** @param into where the sum is written; what it holds is passed over */
  constructor(into: Float32Array, sources: readonly number[]) {
    this.sum = into;
    this.sources = sources;
  }

  /** A part that comes a second time, from whoever took the place of a source that died, is the same and is not counted. */
  add(source: number, part: PackedPart): void {
    const parts = this.waiting.get(part.offset) ?? new Map<number, PackedPart | null>();
    this.waiting.set(part.offset, parts);
    if (parts.has(source)) return;
    parts.set(source, part);
    if (parts.size < this.sources.length) return;
    this.known += sumParts(this.sum, this.sources.map((one) => parts.get(one)!));
    for (const one of this.sources) parts.set(one, null); // added: only that it was is kept
  }

  /** The sum of everything. @throws Error where not all of it has come */
  get vector(): Float32Array {
    if (this.known !== this.sum.length) throw new Error(`Of ${this.sum.length} sums ${this.known} are there.`);
    return this.sum;
  }
}

/** Writes 0 + first + second + … over a vector, each sum rounded to float32, as adding one after another to zeros does; gives how many values that were. */
function sumParts(vector: Float32Array, parts: PackedPart[]): number {
  const [first, second] = parts as [PackedPart, PackedPart | undefined];
  if (first.form !== "float32" || second?.form !== "float32") {
    const length = first.form === "sparse" ? vector.length : first.values.length;
    vector.fill(0, first.offset, first.offset + length);
    for (const part of parts) addPart(vector, part);
    return length;
  }
  const [a, b, sum] = [first.values, second.values, vector.subarray(first.offset, first.offset + first.values.length)];
  for (let i = 0; i < sum.length; i++) sum[i] = 0 + a[i]! + b[i]!; // two of them by one pass; 0 first, since −0 + −0 is none
  for (const part of parts.slice(2)) addPart(vector, part);
  return sum.length;
}

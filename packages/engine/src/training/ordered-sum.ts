import type { PackedPart } from "./compression.ts";
import { addPart } from "./compression.ts";

/** Adds vectors that arrive in parts from several sources. They are added in the order of the sources, whatever order they arrive in: the sum's bits follow from the vectors alone. */
export class OrderedSum {
  readonly vector: Float32Array;
  private readonly sources: readonly number[];
  /** By the place where they begin. */
  private readonly waiting = new Map<number, Map<number, PackedPart>>();

  constructor(length: number, sources: readonly number[]) {
    this.vector = new Float32Array(length);
    this.sources = sources;
  }

  /** A part that comes a second time, from whoever took the place of a source that died, is the same and is not counted. */
  add(source: number, part: PackedPart): void {
    const parts = this.waiting.get(part.offset) ?? new Map<number, PackedPart>();
    this.waiting.set(part.offset, parts);
    if (parts.has(source) || parts.size === this.sources.length) return;
    parts.set(source, part);
    if (parts.size < this.sources.length) return;
    for (const one of this.sources) {
      addPart(this.vector, parts.get(one)!);
      parts.set(one, { offset: part.offset, form: "sparse", indices: new Uint32Array(0), values: new Float32Array(0) }); // added: only that it was is kept
    }
  }
}

import { sizeOf } from "./layer-kind.ts";
import type { SparsitySchedule } from "./sparsity-schedule.ts";

/** What is set to 0 while a network is trained, and when. */
export interface PruningPlan {
  /** Keys of the weights from which is chosen. */
  keys: readonly string[];
  /** Lengths of a block along a kernel's inputs (its first axes as one) and along its outputs; 1 × 1: single weights. */
  block: { inputs: number; outputs: number };
  /** Whether each kernel reaches the share by itself, or all of them together. */
  scope: "local" | "global";
  schedule: SparsitySchedule;
}

export type Masks = Record<string, Uint8Array>;
/** Of a kernel: 0 or 1 for each value. */
type Values = { shape: number[]; values: ArrayLike<number> };

/** A kernel as a matrix [inputs, outputs] in blocks, those at its edges smaller. */
class Blocks {
  readonly count: number;
  private readonly rows: number;
  private readonly columns: number;
  private readonly across: number;
  private readonly block: PruningPlan["block"];

  constructor(shape: number[], block: PruningPlan["block"]) {
    this.columns = shape.at(-1) ?? 1;
    this.rows = sizeOf(shape) / this.columns;
    this.across = Math.ceil(this.columns / block.outputs);
    this.count = Math.ceil(this.rows / block.inputs) * this.across;
    this.block = block;
  }

  /** Calls with the place of each value of a block. */
  forEach(index: number, visit: (at: number) => void): void {
    const { inputs, outputs } = this.block;
    const [top, left] = [Math.floor(index / this.across) * inputs, (index % this.across) * outputs];
    for (let row = top; row < Math.min(top + inputs, this.rows); row++) for (let column = left; column < Math.min(left + outputs, this.columns); column++) visit(row * this.columns + column);
  }
}

/** Indices by rising score, equal ones by their index. Scores are not negative. */
function ranked(scores: Float32Array): Uint32Array {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length); // floats that are not negative rise as their bits do
  const keys = new BigUint64Array(scores.length);
  const halves = new Uint32Array(keys.buffer); // little-endian: the lower half first
  for (let i = 0; i < scores.length; i++) {
    halves[2 * i] = i;
    halves[2 * i + 1] = bits[i]!;
  }
  keys.sort();
  return Uint32Array.from(scores, (_, i) => halves[2 * i]!);
}

/** The masks of kernels that reach the share together: what is gone already stays so, and counts. One block of each stays whatever the share is, so that no layer is cut off. */
function masksTogether(kernels: [string, Values][], block: PruningPlan["block"], sparsity: number, before: Masks): Masks {
  const all = kernels.map(([key, { shape, values }]) => ({ key, values, blocks: new Blocks(shape, block), mask: before[key]?.slice() ?? new Uint8Array(values.length).fill(1) }));
  const firsts = all.map((_, owner) => all.slice(0, owner).reduce((sum, { blocks }) => sum + blocks.count, 0));
  const owners = new Uint32Array(all.reduce((sum, { blocks }) => sum + blocks.count, 0));
  firsts.forEach((first, owner) => owners.fill(owner, first));
  const [scores, sizes, there] = [new Float32Array(owners.length), new Uint32Array(owners.length), new Uint32Array(owners.length)];
  const left = all.map(() => 0);
  owners.forEach((owner, i) => {
    const { values, blocks, mask } = all[owner]!;
    blocks.forEach(i - firsts[owner]!, (at) => {
      scores[i]! += Math.abs(values[at]!);
      sizes[i]! += 1;
      there[i]! += mask[at]!;
    });
    scores[i]! /= sizes[i]!;
    if (there[i]! > 0) left[owner]! += 1;
  });
  const sum = (counts: Uint32Array): number => counts.reduce((a, b) => a + b, 0);
  let missing = sparsity * sum(sizes) - (sum(sizes) - sum(there));
  for (const i of ranked(scores)) {
    const owner = owners[i]!;
    if (there[i] === 0) continue;
    if (missing < there[i]! / 2) break;
    if (left[owner] === 1) continue;
    left[owner]! -= 1;
    missing -= there[i]!;
    const { blocks, mask } = all[owner]!;
    blocks.forEach(i - firsts[owner]!, (at) => (mask[at] = 0));
  }
  return Object.fromEntries(all.map(({ key, mask }) => [key, mask]));
}

/**
 * Masks that set the blocks of the smallest mean magnitude to 0, as many as come nearest to the share of all values.
 * What is 0 already by an earlier mask stays so and counts, so a share that rises only adds; equal ones are chosen by their place.
 * Sources: Han et al. 2015, arXiv 1506.02626, section 3; Zhu and Gupta 2017, arXiv 1710.01878.
 * @param sparsity 0 … 1
 */
export function magnitudeMasks(weights: Record<string, Values>, { keys, block, scope }: Omit<PruningPlan, "schedule">, sparsity: number, before: Masks = {}): Masks {
  const kernels = keys.map((key): [string, Values] => [key, weights[key]!]);
  const groups = scope === "global" ? [kernels] : kernels.map((kernel) => [kernel]);
  return Object.assign({}, ...groups.map((group) => masksTogether(group, block, sparsity, before))) as Masks;
}

/** The values where the mask is 1, and 0 where it is 0. */
export const maskedValues = (values: Float32Array, mask: ArrayLike<number>): Float32Array => values.map((value, i) => (mask[i] === 0 ? 0 : value));

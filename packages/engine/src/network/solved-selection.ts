import type { Random } from "../random.ts";
import type { ChannelFacts } from "./channel-qubo.ts";
import { selectionLoss, selectionQubo } from "./channel-qubo.ts";
import type { QuboSolution } from "./qubo-solvers.ts";
import { anneal, bruteForce, bruteForceLimit } from "./qubo-solvers.ts";
import type { Qubo } from "./qubo.ts";
import { withExactCount } from "./qubo.ts";

/** Which channels of a group stay, and how that was found. */
export interface SolvedSelection {
  qubo: Qubo;
  solution: QuboSolution;
  /** Of the choice by sensitivity alone. */
  greedyLoss: number;
  loss: number;
  annealMs: number;
  /** Whether every choice was tried and none is better; null: there were too many. */
  isLeast: boolean | null;
}

/** Anneals from the most sensitive channels, and tries every choice where there are few. @param count channels that stay, at least one */
export function solvedSelection(facts: ChannelFacts, count: number, given: { redundancyWeight: number; reads: number; sweeps: number }, random: Random): SolvedSelection {
  const { qubo } = withExactCount(selectionQubo(facts, given.redundancyWeight, count), count);
  const size = facts.sensitivity.length;
  const ranked = Array.from({ length: size }, (_, i) => i).toSorted((a, b) => facts.sensitivity[b]! - facts.sensitivity[a]! || a - b);
  const start = new Uint8Array(size);
  for (const i of ranked.slice(0, count)) start[i] = 1;
  const before = performance.now();
  const solution = anneal(qubo, { start, reads: given.reads, sweeps: given.sweeps, random });
  const annealMs = performance.now() - before;
  const isLeast = size > bruteForceLimit ? null : solution.energy <= bruteForce(qubo).energy + 1e-9;
  const lossOf = (kept: Uint8Array): number => selectionLoss(facts, given.redundancyWeight, kept);
  return { qubo, solution, greedyLoss: lossOf(start), loss: lossOf(solution.chosen), annealMs, isLeast };
}

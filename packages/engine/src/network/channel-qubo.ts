import type { Qubo } from "./qubo.ts";

/** What is known of the channels of a group, in one order. */
export interface ChannelFacts {
  /** Of each channel: what the loss changes by without it. Not negative. */
  sensitivity: ArrayLike<number>;
  /** [n, n], symmetric, 0 … 1: how alike two channels are. */
  similarity: ArrayLike<number>;
}

/** Shares of the most sensitive one. */
const relative = (sensitivity: ArrayLike<number>): Float64Array => {
  const most = Math.max(...Array.from(sensitivity), 0);
  return Float64Array.from(sensitivity, (value) => (most > 0 ? value / most : 0));
};

/**
 * What a choice of channels to keep loses: −(mean sensitivity of the kept, as a share of the largest) + redundancyWeight · (mean similarity of the pairs that are kept).
 * Sensitive channels are worth keeping, two that say the same are not. Sources of the form: Peng, Long and Ding 2005 (relevance less redundancy);
 * Taylor sensitivity with similarity of activations for pruning: arXiv 2604.05856.
 */
export function selectionLoss({ sensitivity, similarity }: ChannelFacts, redundancyWeight: number, kept: ArrayLike<number>): number {
  const [shares, size] = [relative(sensitivity), sensitivity.length];
  const places = Array.from({ length: size }, (_, i) => i).filter((i) => kept[i] === 1);
  const relevance = places.reduce((sum, i) => sum + shares[i]!, 0) / places.length;
  const pairs = places.flatMap((i, k) => places.slice(k + 1).map((j) => similarity[i * size + j]!));
  return -relevance + (pairs.length === 0 ? 0 : (redundancyWeight * pairs.reduce((a, b) => a + b, 0)) / pairs.length);
}

/** The same loss as a QUBO of which channels are kept, for choices of exactly `count`: without the penalty that holds these. */
export function selectionQubo({ sensitivity, similarity }: ChannelFacts, redundancyWeight: number, count: number): Qubo {
  const size = sensitivity.length;
  const pairs = (count * (count - 1)) / 2;
  const quadratic = Float64Array.from({ length: size ** 2 }, (_, at) => (pairs === 0 || Math.floor(at / size) === at % size ? 0 : (redundancyWeight * similarity[at]!) / pairs));
  return { size, offset: 0, linear: relative(sensitivity).map((share) => -share / count), quadratic };
}

import type { Comparable } from "@joulemark/energy";
import { isLower } from "@joulemark/energy";

/** A row of a board as far as its place depends on it. Less is better in all. */
export interface Contestant {
  /** Of the result, UUID. */
  id: string;
  /** Turned so that less is better; of no bias group. */
  quality: Comparable;
  /** Figures in which a row must be beaten to be dominated; null: not measured. */
  measures: (Comparable | null)[];
}

/** How many rows of a board are distinguishably better and worse in quality than one. */
export interface Neighbours {
  better: number;
  worse: number;
}

/**
 * The same as asking isLower of every pair, in n · log n steps: quality belongs to no bias group, so it is told apart by intervals alone, and better is whose
 * interval ends before another's begins.
 */
export function neighboursOf(rows: readonly Contestant[]): Neighbours[] {
  const intervals = rows.flatMap(({ quality: { figure } }) => (figure.interval ? [figure.interval] : []));
  const highs = intervals.map(({ high }) => high).sort((a, b) => a - b);
  const lows = intervals.map(({ low }) => -low).sort((a, b) => a - b);
  return rows.map(({ quality: { figure: { interval } } }) => (interval ? { better: countBelow(highs, interval.low), worse: countBelow(lows, -interval.high) } : { better: 0, worse: 0 }));
}

function countBelow(sorted: readonly number[], limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * Whether `a` dominates `b`: distinguishably better in something and distinguishably worse in nothing. Who was not measured in something dominates nothing, and
 * who was is better there than who was not.
 */
export function dominates(a: Contestant, b: Contestant): boolean {
  if (isLower(b.quality, a.quality)) return false;
  let better = isLower(a.quality, b.quality);
  for (const [index, mine] of a.measures.entries()) {
    const theirs = b.measures[index] ?? null;
    if (mine === null || (theirs !== null && isLower(theirs, mine))) return false;
    better ||= theirs === null || isLower(mine, theirs);
  }
  return better;
}

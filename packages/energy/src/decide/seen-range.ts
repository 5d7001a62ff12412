import type { Observation } from "./work-model.ts";
import type { TimedKey, Work } from "./work.ts";
import { timedKeys } from "./work.ts";

/** What a plan has more or less of than any run that was seen: steps, weights, or a kind of work in proportion to the steps. */
export interface Beyond {
  what: Exclude<TimedKey, "calls"> | "weights";
  /** How many times more than the most, or, below 1, less than the least; a power of two. */
  times: number;
}

/**
 * Standard deviation of ln that an e-fold beyond the range adds. In size the model's form, a sum of counts, is nearly exact. In the proportion of one kind of work
 * to the steps it is not: a network that outgrows a cache slows everything. Chosen so that architectures that were left out whole are covered: docs/methods/energy.md.
 */
const PER_FOLD = { size: 0.05, proportion: 0.3 } as const;
/** A kind of work with a smaller share in the result than this has no say. */
const LEAST_SHARE = 0.05;

const dimensions: { what: Beyond["what"]; perFold: number; of: (work: Work) => number }[] = [
  { what: "steps", perFold: PER_FOLD.size, of: ({ steps }) => steps },
  { what: "weights", perFold: PER_FOLD.proportion, of: ({ weights }) => weights },
  ...(["multiplyAdds", "layerSteps", "optimizerValues", "exampleValues", "passes"] as const).map((what) => ({ what, perFold: PER_FOLD.proportion, of: (work: Work) => work[what] / work.steps })),
];

export interface SeenRange {
  /** Variance of ln that distance adds, and where it comes from. */
  distance(work: Work, shares: number[]): { variance: number; beyond: Beyond[] };
}

interface Range {
  low: number;
  high: number;
}

/** The powers of two around what was seen: who asks often enough finds the ends, and they may be of runs that are not theirs to see. */
const rangeOf = (seen: number[]): Range => ({ low: 2 ** Math.floor(Math.log2(Math.min(...seen))), high: 2 ** Math.ceil(Math.log2(Math.max(...seen))) });

/** Beyond a million times nothing more is known either. */
const MOST_FOLDS = 20 * Math.LN2;

/** ln of how far a value lies outside of a range; 0 within. */
function folds(value: number, { low, high }: Range): number {
  if (!(value > 0) || !(low > 0)) return 0;
  return value > high ? Math.min(MOST_FOLDS, Math.log(value / high)) : Math.max(-MOST_FOLDS, Math.min(0, Math.log(value / low)));
}

/**
 * How far a plan is from the runs that were seen.
 * @param shares of each kind of work in the result, in the order of `timedKeys`
 */
export function seenRange(observations: readonly Observation[]): SeenRange {
  if (observations.length === 0) return { distance: () => ({ variance: 0, beyond: [] }) };
  const ranges = dimensions.map(({ of }) => rangeOf(observations.map(({ work }) => of(work))));
  return {
    distance(work, shares) {
      const matters = (what: Beyond["what"], by: number): boolean => {
        if (what === "weights") return by > 0; // what is smaller than all that was seen fits wherever they did
        return what === "steps" || shares[timedKeys.indexOf(what)]! >= LEAST_SHARE;
      };
      const far = dimensions.map(({ what, perFold, of }, index) => ({ what, perFold, by: folds(of(work), ranges[index]!) })).filter(({ what, by }) => matters(what, by));
      return {
        variance: Math.max(0, ...far.map(({ perFold, by }) => (perFold * by) ** 2)),
        beyond: far.filter(({ by }) => Math.abs(by) > Math.LN2 / 2).map(({ what, by }) => ({ what, times: 2 ** Math.round(by / Math.LN2) })),
      };
    },
  };
}

import type { Quantiles } from "./calibrate.ts";
import { calibrate, canCalibrate } from "./calibrate.ts";
import type { Beyond } from "./seen-range.ts";
import { seenRange } from "./seen-range.ts";
import type { Work } from "./work.ts";
import type { Observation, Prior, WorkModel } from "./work-model.ts";
import { fitWork } from "./work-model.ts";

/** A run that is to come: what it takes lies below `low` in one of ten cases, above `high` in one of ten. */
export interface Spread {
  low: number;
  median: number;
  high: number;
}

export interface Foretold {
  /** One run. */
  one: Spread;
  /** All runs of the plan together. */
  all: Spread;
  beyond: Beyond[];
}

/** A quantity that runs take, as learnt from those that were seen. */
export interface Learnt {
  runs: number;
  /** Whether the quantiles are those of runs that were held out, or a belief. */
  calibrated: boolean;
  /**
   * @param runs how many, ≥ 1
   * @param extraVariance of ln: of what else differs from the runs that were seen
   */
  foretell(work: Work, runs: number, extraVariance: number): Foretold;
}

const spreadOf = (logMedian: number, logDeviation: number, { low, middle, high }: Quantiles): Spread =>
  ({ low: Math.exp(logMedian + low * logDeviation), median: Math.exp(logMedian + middle * logDeviation), high: Math.exp(logMedian + high * logDeviation) });

/** Learns from what runs took; from none, it believes the prior. */
export function learn(observations: readonly Observation[], prior: Prior): Learnt {
  const seen = modelOf(observations, prior);
  const quantiles = calibrate(observations, (some) => {
    const { place } = modelOf(some, prior, seen.model);
    return ({ work }) => {
      const { logMedian, commonVariance, ownVariance } = place(work);
      return { logMedian, logDeviation: Math.sqrt(commonVariance + ownVariance) };
    };
  });
  return {
    runs: observations.length,
    calibrated: canCalibrate(observations),
    foretell(work, runs, extraVariance) {
      const { logMedian, commonVariance, ownVariance, beyond } = seen.place(work);
      const common = commonVariance + extraVariance;
      // Of a sum of n, each with a factor of its own: Fenton and Wilkinson's log-normal of the same mean and variance.
      const ofSum = Math.log(1 + (Math.exp(ownVariance) - 1) / runs);
      const logSum = logMedian + Math.log(runs) + (ownVariance - ofSum) / 2;
      return { one: spreadOf(logMedian, Math.sqrt(common + ownVariance), quantiles), all: spreadOf(logSum, Math.sqrt(common + ofSum), quantiles), beyond };
    },
  };
}

function modelOf(observations: readonly Observation[], prior: Prior, start?: WorkModel) {
  const model = fitWork(observations, prior, start);
  const range = seenRange(observations);
  return {
    model,
    place(work: Work) {
      const { logMedian, modelVariance, spreadVariance, shares } = model.predict(work);
      const { variance, beyond } = range.distance(work, shares);
      // Runs of the same work share what the model misses: half of the spread, as where the model is fitted.
      return { logMedian, commonVariance: modelVariance + variance + spreadVariance / 2, ownVariance: spreadVariance / 2, beyond };
    },
  };
}

import type { Observation } from "./work-model.ts";
import { SPREAD_COUNTS, repeatWeights } from "./work-model.ts";
import { keyOf } from "./work.ts";

/** Where the 10th, 50th and 90th percentile of a run lie from the model's median, in units of its standard deviation of ln. */
export interface Quantiles {
  low: number;
  middle: number;
  high: number;
}

/** What the model says of a run's place, for a set that it did not see. */
export type Predict = (observation: Observation) => { logMedian: number; logDeviation: number };

const FOLDS = 8;
const LEAST_RUNS = 30;
const LEAST_WORKS = 15;

/** 90th percentile of Student's t. Source: Fisher's expansion about the normal one, to 0.3 % from 4 degrees of freedom on. */
function studentNinth(degrees: number): number {
  const z = 1.2816;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}

/** Whether there are enough runs, of enough different kinds, to see how far off the model is. */
export const canCalibrate = (observations: readonly Observation[]): boolean => observations.length >= LEAST_RUNS && worksOf(observations).length >= LEAST_WORKS;

const worksOf = (observations: readonly Observation[]): string[] => [...new Set(observations.map(({ work }) => keyOf(work)))];

/**
 * Quantiles of what runs took against what a model says that has not seen their work (cross-conformal: every eighth kind of work is held out in turn, with
 * all its runs). Where runs are too few they are Student's, as if the model were right but for its spread.
 * Source: Vovk 2015, "Cross-conformal predictors", Annals of Mathematics and Artificial Intelligence 74.
 */
export function calibrate(observations: readonly Observation[], learn: (seen: Observation[]) => Predict): Quantiles {
  if (!canCalibrate(observations)) {
    const high = studentNinth(observations.length + SPREAD_COUNTS);
    return { low: -high, middle: 0, high };
  }
  const foldOf = new Map(worksOf(observations).map((work, index) => [work, index % FOLDS]));
  const weightOf = repeatWeights(observations);
  const scores = Array.from({ length: FOLDS }, (_, fold) => {
    const isHeldOut = ({ work }: Observation): boolean => foldOf.get(keyOf(work)) === fold;
    const predict = learn(observations.filter((observation) => !isHeldOut(observation)));
    return observations.filter(isHeldOut).map((observation) => {
      const { logMedian, logDeviation } = predict(observation);
      return { score: (Math.log(observation.value) - logMedian) / logDeviation, weight: weightOf(observation) };
    });
  }).flat().toSorted((a, b) => a.score - b.score);
  return quantilesOf(scores);
}

/** Of weighted scores in their order; each end is the next score outwards, as of one run more. */
function quantilesOf(scores: { score: number; weight: number }[]): Quantiles {
  let sum = 0;
  const places = scores.map(({ score, weight }) => ({ score, upTo: (sum += weight) }));
  const firstFrom = (share: number): number => (places.find(({ upTo }) => upTo >= share * (sum + 1)) ?? places.at(-1)!).score;
  const lastUpTo = (share: number): number => (places.findLast(({ upTo }) => upTo <= share * (sum + 1)) ?? places[0]!).score;
  return { low: lastUpTo(0.1), middle: firstFrom(0.5), high: firstFrom(0.9) };
}

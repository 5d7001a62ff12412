import type { Matrix } from "./linear-algebra.ts";
import { dot, inverseOf, times } from "./linear-algebra.ts";
import type { TimedKey, Work } from "./work.ts";
import { keyOf, timedKeys } from "./work.ts";

/** What a run of this work took: joules or seconds, > 0. */
export interface Observation {
  work: Work;
  value: number;
}

/** What a unit of each kind of work takes, and a run by itself. Each > 0. */
export type Rates = Record<TimedKey | "run", number>;

export interface Prediction {
  /** ln of the median. */
  logMedian: number;
  /** Variance of ln of that median: what the model does not know. */
  modelVariance: number;
  /** Variance of ln from run to run, and what the form of the model misses. */
  spreadVariance: number;
  /** Share of each kind of work in the median, in the order of `timedKeys`, and of the run by itself; sums to 1. */
  shares: number[];
}

export interface WorkModel {
  /** Of ln: the common speed, then each rate beside it. */
  parameters: readonly number[];
  predict(work: Work): Prediction;
}

/** What is believed of a machine before any of its runs has been seen. */
export interface Prior {
  rates: Rates;
  /** Standard deviation of ln of its speed, common to all kinds of work, while no run has been seen. */
  logSpeed: number;
  /** Standard deviation of ln of what a run differs from the model. */
  logSpread: number;
}

/** Standard deviation of ln of the speed once a run has been seen: then it says what the speed is, however far from the prior. */
const LOG_SPEED_SEEN = 2.3;
/** Standard deviation of ln of one rate beside the common speed: how much machines differ in what they are good at. */
const LOG_RATE = 0.7;
/** How many runs the prior's spread counts for. */
export const SPREAD_COUNTS = 4;
/** Degrees of freedom of the errors: runs that are far off pull little. */
const TAIL = 4;
const MOST_ITERATIONS = 40;
const SMALLEST_STEP = 1e-4;

const sumOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
/** 0 of none. */
const medianOf = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const countsOf = (work: Work): number[] => [...timedKeys.map((key) => work[key]), 1];

/**
 * What work takes: value = (Σ rateₖ · countₖ) · e^ε, rates positive, ε with Student's tails. Rates begin at the prior, ln rateₖ = ln priorₖ + speed + own, and
 * move as far as the runs say. Gauss and Newton's iteration over reweighted squares; uncertainty by Laplace's approximation at its end.
 * @param start a model of nearly the same runs, to begin from; the end is the same without
 */
export function fitWork(observations: readonly Observation[], prior: Prior, start?: WorkModel): WorkModel {
  const fit = new Fit(observations, prior, start?.parameters);
  for (let iteration = 0; iteration < MOST_ITERATIONS && fit.step() > SMALLEST_STEP; iteration++);
  return { parameters: fit.parameters, predict: (work) => fit.predict(work) };
}

/** The model at some parameters: the rates, and for each run the model's value and how far, in ln, the run lies above it. */
interface Evaluated {
  rates: number[];
  sums: number[];
  residuals: number[];
}

class Fit {
  private readonly rows: { counts: number[]; logValue: number; weight: number }[];
  private readonly prior: number[];
  private readonly precision: number[];
  private readonly priorVariance: number;
  private variance: number;
  private covariance: Matrix;
  private at: Evaluated;
  /** Of ln: the common speed, then each rate beside it. */
  parameters: number[];

  constructor(observations: readonly Observation[], { rates, logSpeed, logSpread }: Prior, start?: readonly number[]) {
    const weightOf = repeatWeights(observations);
    this.rows = observations.map((observation) => ({ counts: countsOf(observation.work), logValue: Math.log(observation.value), weight: weightOf(observation) }));
    this.prior = [...timedKeys.map((key) => rates[key]), rates.run];
    this.variance = this.priorVariance = logSpread ** 2;
    this.precision = [1 / (observations.length > 0 ? LOG_SPEED_SEEN : logSpeed) ** 2, ...this.prior.map(() => 1 / LOG_RATE ** 2)];
    this.parameters = start ? [...start] : this.precision.map(() => 0);
    // From the prior itself, runs on a machine that is far slower would all look like ones to be ignored.
    if (!start) this.parameters[0] = medianOf(this.evaluate(this.parameters).residuals);
    this.at = this.evaluate(this.parameters);
    this.covariance = inverseOf(this.precision.map((value, i) => this.precision.map((_, k) => (i === k ? value : 0))));
  }

  /** @returns how far the parameters moved */
  step(): number {
    const weights = this.rows.map(({ weight }, i) => (weight * (TAIL + 1)) / (TAIL + this.at.residuals[i]! ** 2 / this.variance));
    const { information, gradient } = this.slope(weights);
    this.covariance = inverseOf(information);
    const direction = times(this.covariance, gradient);
    const before = this.loss(this.parameters, this.at, weights);
    let [scale, next, at] = [1, this.parameters, this.at];
    do {
      next = this.parameters.map((value, k) => value + scale * direction[k]!);
      at = this.evaluate(next);
      scale /= 2;
    } while (scale > 1e-3 && this.loss(next, at, weights) > before);
    [this.parameters, this.at] = [next, at];
    const squares = weights.map((weight, i) => weight * at.residuals[i]! ** 2);
    this.variance = (SPREAD_COUNTS * this.priorVariance + sumOf(squares)) / (SPREAD_COUNTS + sumOf(this.rows.map(({ weight }) => weight)));
    return Math.max(...direction.map(Math.abs));
  }

  predict(work: Work): Prediction {
    const parts = countsOf(work).map((count, k) => count * this.at.rates[k]!);
    const sum = sumOf(parts);
    const shares = parts.map((part) => part / sum);
    const slope = [1, ...shares];
    return { logMedian: Math.log(sum), modelVariance: dot(slope, times(this.covariance, slope)), spreadVariance: this.variance, shares };
  }

  private evaluate(parameters: number[]): Evaluated {
    const rates = this.prior.map((rate, k) => rate * Math.exp(parameters[0]! + parameters[k + 1]!));
    const sums = this.rows.map(({ counts }) => dot(counts, rates));
    return { rates, sums, residuals: this.rows.map(({ logValue }, i) => logValue - Math.log(sums[i]!)) };
  }

  private loss(parameters: number[], { residuals }: Evaluated, weights: number[]): number {
    const squares = residuals.reduce((sum, residual, i) => sum + weights[i]! * residual ** 2, 0);
    return parameters.reduce((sum, value, k) => sum + this.precision[k]! * value ** 2, squares / this.variance);
  }

  private slope(weights: number[]): { information: Matrix; gradient: number[] } {
    const size = this.precision.length;
    const information = this.precision.map((value, i) => this.precision.map((_, k) => (i === k ? value : 0)));
    const gradient = this.parameters.map((value, k) => -this.precision[k]! * value);
    const slope = new Array<number>(size).fill(1); // of ln of the sum by ln of the speed, and by each rate: its share
    this.rows.forEach(({ counts }, i) => {
      const weight = weights[i]! / this.variance;
      for (let k = 1; k < size; k++) slope[k] = (counts[k - 1]! * this.at.rates[k - 1]!) / this.at.sums[i]!;
      for (let j = 0; j < size; j++) {
        const weighted = weight * slope[j]!;
        gradient[j]! += weighted * this.at.residuals[i]!;
        for (let k = 0; k < size; k++) information[j]![k]! += weighted * slope[k]!;
      }
    });
    return { information, gradient };
  }
}

/** Runs of the same work share what the model misses: half of the variance is taken as common, so that a hundred runs of one kind do not outvote ten kinds. */
export function repeatWeights(observations: readonly Observation[]): (observation: Observation) => number {
  const counts = new Map<string, number>();
  for (const { work } of observations) counts.set(keyOf(work), (counts.get(keyOf(work)) ?? 0) + 1);
  return ({ work }) => 2 / (1 + (counts.get(keyOf(work)) ?? 1));
}

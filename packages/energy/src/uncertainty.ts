import type { Interval } from "./measurement.ts";

export const LEVEL = 0.95;

/**
 * 95 % factor of a product of independent log-normal factors: ln F = √Σ(ln fᵢ)².
 * @param factors each ≥ 1: the true value lies within ×/÷ f in 95 % of cases
 */
export function combineFactors(...factors: number[]): number {
  if (factors.some((factor) => !(factor >= 1))) throw new RangeError(`A factor must be at least 1: ${factors.join(", ")}.`);
  return Math.exp(Math.sqrt(factors.reduce((sum, factor) => sum + Math.log(factor) ** 2, 0)));
}

/** The interval of a log-normal quantity from its median and its 95 % factor. */
export const intervalOf = (median: number, factor: number): Interval => ({ low: median / factor, high: median * factor, level: LEVEL });

/** Standard deviations of a normal quantity on each side of its median that hold 95 % of cases. */
const SIGMAS = 1.959964;

export interface SumPart {
  /** > 0; a part of 0 adds nothing. */
  median: number;
  /** 95 % factor, ≥ 1. */
  factor: number;
  /** Parts of one group are off by one cause, and so together; groups are independent. */
  biasGroup: string;
}

/**
 * Sum of log-normal parts as one log-normal quantity of the same mean and variance (Fenton and Wilkinson's method). Its interval is at 95 %.
 * Closed form: nothing is drawn, so there is no seed.
 */
export function sumOf(parts: SumPart[]): { median: number; low: number; high: number } {
  if (parts.some(({ median, factor }) => !(median >= 0 && median < Infinity && factor >= 1))) throw new RangeError("A part must be 0 or more, and its factor at least 1.");
  const sigmas = parts.map(({ factor }) => Math.log(factor) / SIGMAS);
  const means = parts.map(({ median }, index) => median * Math.exp(sigmas[index]! ** 2 / 2));
  const mean = means.reduce((sum, part) => sum + part, 0);
  if (mean === 0) return { median: 0, low: 0, high: 0 };
  const weights = means.map((part) => part / mean);
  const covariance = (i: number, j: number): number => (parts[i]!.biasGroup === parts[j]!.biasGroup ? weights[i]! * weights[j]! * Math.expm1(sigmas[i]! * sigmas[j]!) : 0);
  const logVariance = Math.log1p(parts.reduce((sum, _, i) => sum + parts.reduce((row, __, j) => row + covariance(i, j), 0), 0));
  const median = mean * Math.exp(-logVariance / 2);
  const factor = Math.exp(SIGMAS * Math.sqrt(logVariance));
  return { median, low: median / factor, high: median * factor };
}

/**
 * The 95 % factor that reading a clock in ticks adds: below 100 ticks it grows, at 100 ticks and more it is 1.
 * The reading is off by at most one tick at each end.
 * @param seconds length of the reading, > 0
 * @param tickSeconds step of the clock
 */
export const tickFactor = (seconds: number, tickSeconds: number): number => (seconds >= 100 * tickSeconds ? 1 : 1 + (2 * tickSeconds) / seconds);

/** Two-sided 95 % quantiles of Student's t for 1 … 30 degrees of freedom. */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Two-sided 95 % quantile of Student's t; fractional degrees of freedom are rounded down, which widens. */
export function studentQuantile(degreesOfFreedom: number): number {
  if (!(degreesOfFreedom >= 1)) return studentT[0]!;
  return studentT[Math.floor(degreesOfFreedom) - 1] ?? 1.96 + 2.5 / degreesOfFreedom;
}

const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Sample variance; 0 for a single value. */
const varianceOf = (values: number[]): number => {
  const mean = meanOf(values);
  return values.length < 2 ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

export interface Ratio {
  /** Ratio of the geometric means. */
  value: number;
  /** Null where a side has fewer than two runs: a spread is not known. */
  interval: Interval | null;
}

/**
 * How much more energy the runs of `a` took than those of `b`. Both must come from the same host and method: the bias of the model is then
 * common and cancels, so only the spread from run to run remains. Welch's interval on logarithms.
 * @param a, b energies in one unit, each > 0
 */
export function ratioInterval(a: number[], b: number[]): Ratio {
  if ([...a, ...b].some((energy) => !(energy > 0)) || a.length === 0 || b.length === 0) throw new RangeError("Energies to compare must be greater than 0.");
  const [logA, logB] = [a.map(Math.log), b.map(Math.log)];
  const difference = meanOf(logA) - meanOf(logB);
  const value = Math.exp(difference);
  if (a.length < 2 || b.length < 2) return { value, interval: null };
  const [partA, partB] = [varianceOf(logA) / a.length, varianceOf(logB) / b.length];
  const spread = partA + partB;
  const degrees = spread === 0 ? Infinity : spread ** 2 / (partA ** 2 / (a.length - 1) + partB ** 2 / (b.length - 1));
  const half = studentQuantile(degrees) * Math.sqrt(spread);
  return { value, interval: { low: Math.exp(difference - half), high: Math.exp(difference + half), level: LEVEL } };
}

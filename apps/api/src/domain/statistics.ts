import { studentQuantile } from "@joulemark/energy";
import type { Interval } from "./figures.ts";

const LEVEL = 0.95;

export const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Half of the 95 % interval of the mean of a few values, by Student's t; 0 for one value, which shows no spread. */
export function spreadOfMean(values: number[]): number {
  const n = values.length;
  if (n < 2) return 0;
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (n - 1);
  return studentQuantile(n - 1) * Math.sqrt(variance / n);
}

/**
 * The mean over seeds, with an interval that covers both what differs from seed to seed and what is common to all of them: the sampling of
 * the one test split, or the bias of one energy model. The common part does not shrink with more seeds, so each side is
 * √(t-interval of the seeds² + mean half-width of the runs' own intervals²).
 * @param values one a run, in the metric's or quantity's unit
 * @returns interval null where a single run has none
 */
export function meanOverSeeds(values: { value: number; interval: Interval | null }[], bounds: { min: number; max: number }): { value: number; interval: Interval | null } {
  const value = mean(values.map((one) => one.value));
  const intervals = values.flatMap((one) => (one.interval ? [{ below: one.value - one.interval.low, above: one.interval.high - one.value }] : []));
  const known = intervals.length === values.length;
  if (!known && values.length < 2) return { value, interval: null };
  const seeds = spreadOfMean(values.map((one) => one.value));
  const below = Math.hypot(seeds, known ? mean(intervals.map((one) => one.below)) : 0);
  const above = Math.hypot(seeds, known ? mean(intervals.map((one) => one.above)) : 0);
  return { value, interval: { low: Math.min(value, Math.max(bounds.min, value - below)), high: Math.max(value, Math.min(bounds.max, value + above)), level: LEVEL } };
}

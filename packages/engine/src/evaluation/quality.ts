import type { Interval } from "@joulemark/energy";
import { randomOf } from "../random.ts";
import { wilsonInterval } from "./accuracy.ts";
import type { QualityMetric } from "./metrics.ts";
import { qualityMetrics, tallyOf } from "./metrics.ts";
import type { Predictions } from "./predictions.ts";
import { predictionsOf } from "./predictions.ts";

export interface Quality {
  name: string;
  value: number;
  direction: "MAXIMIZE" | "MINIMIZE";
  interval: Interval;
}

const RESAMPLES = 1000;
const LEVEL = 0.95;

const quantile = (sorted: Float64Array, share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;

/**
 * 95 % of a metric's resampled values, moved so that their median lies on the value that was measured: resampling makes a calibration error larger,
 * since noise within a bin does not cancel, and without the move the interval could miss its own value.
 */
function bootstrapInterval(value: number, resampled: Float64Array, { max }: QualityMetric): Interval {
  const sorted = resampled.toSorted();
  const move = value - quantile(sorted, 0.5);
  const within = (end: number): number => Math.min(max, Math.max(0, end));
  return { low: Math.min(value, within(quantile(sorted, (1 - LEVEL) / 2) + move)), high: Math.max(value, within(quantile(sorted, (1 + LEVEL) / 2) + move)), level: LEVEL };
}

function resample(predictions: Predictions, seed: number): Float64Array[] {
  const count = predictions.labels.length;
  const random = randomOf(seed, "bootstrap", count);
  const values = qualityMetrics.map(() => new Float64Array(RESAMPLES));
  const rows = new Int32Array(count);
  for (let k = 0; k < RESAMPLES; k++) {
    for (let i = 0; i < count; i++) rows[i] = Math.floor(random() * count);
    const tally = tallyOf(predictions, rows);
    qualityMetrics.forEach((metric, m) => (values[m]![k] = metric.of(tally)));
  }
  return values;
}

/**
 * Accuracy, macro-F1, calibration error (15 bins of equal width) and cross-entropy, each with a 95 % interval over 1,000 seeded resamples of the examples.
 * Where all or none are right, resampling shows no spread: the accuracy's interval is Wilson's then. Source: Efron and Tibshirani 1993, chapter 13.
 * @param logits [labels.length, classes]
 */
export function qualityOf(logits: Float32Array, labels: Int32Array, seed: number): Quality[] {
  const predictions = predictionsOf(logits, labels);
  const tally = tallyOf(predictions, Int32Array.from({ length: labels.length }, (_, row) => row));
  const resampled = resample(predictions, seed);
  const certain = tally.correct === 0 || tally.correct === tally.count;
  return qualityMetrics.map((metric, m) => {
    const value = metric.of(tally);
    const interval = certain && metric.name === "accuracy" ? wilsonInterval(tally.correct, tally.count) : bootstrapInterval(value, resampled[m]!, metric);
    return { name: metric.name, value, direction: metric.direction, interval };
  });
}

import type { Predictions } from "./predictions.ts";

/** Bins of the calibration error: of equal width in the confidence, from 0 to 1. */
export const CALIBRATION_BINS = 15;

/** Sums over examples, each counted as often as a resample draws it: what every metric follows from. */
export interface Tally {
  count: number;
  correct: number;
  lossSum: number;
  /** By class: examples of it, predictions of it, and right ones. */
  ofClass: Float64Array;
  predictedAs: Float64Array;
  rightOf: Float64Array;
  /** By bin of the confidence: sum of the confidences, and right ones. */
  confidenceIn: Float64Array;
  rightIn: Float64Array;
}

/** @param rows which examples, one entry a draw */
export function tallyOf({ classes, labels, predicted, confidence, loss }: Predictions, rows: Int32Array): Tally {
  const tally: Tally = { count: rows.length, correct: 0, lossSum: 0, ofClass: new Float64Array(classes), predictedAs: new Float64Array(classes), rightOf: new Float64Array(classes), confidenceIn: new Float64Array(CALIBRATION_BINS), rightIn: new Float64Array(CALIBRATION_BINS) };
  for (let i = 0; i < rows.length; i++) { // the only loop that takes time: a thousand resamples go through it
    const row = rows[i]!;
    const label = labels[row]!;
    const as = predicted[row]!;
    const sure = confidence[row]!;
    // Bins are open below and closed above, as in Guo et al.: a confidence of 1 is in the last.
    const bin = Math.max(0, Math.ceil(sure * CALIBRATION_BINS) - 1);
    tally.lossSum += loss[row]!;
    tally.ofClass[label]! += 1;
    tally.predictedAs[as]! += 1;
    tally.confidenceIn[bin]! += sure;
    if (label !== as) continue;
    tally.correct += 1;
    tally.rightOf[label]! += 1;
    tally.rightIn[bin]! += 1;
  }
  return tally;
}

/** Mean over the classes of 2 · right / (examples + predictions); a class that is neither there nor predicted is left out. */
function macroF1({ ofClass, predictedAs, rightOf }: Tally): number {
  let [sum, met] = [0, 0];
  ofClass.forEach((examples, c) => {
    const together = examples + predictedAs[c]!;
    if (together === 0) return;
    sum += (2 * rightOf[c]!) / together;
    met += 1;
  });
  return sum / met;
}

export interface QualityMetric {
  /** As reports, boards and pages name it. */
  name: string;
  direction: "MAXIMIZE" | "MINIMIZE";
  /** Largest value there can be; the least is 0 for each. */
  max: number;
  of(tally: Tally): number;
}

/** In the order of a report; the first is what boards rank by. */
export const qualityMetrics: readonly QualityMetric[] = [
  { name: "accuracy", direction: "MAXIMIZE", max: 1, of: ({ correct, count }) => correct / count },
  { name: "macroF1", direction: "MAXIMIZE", max: 1, of: macroF1 },
  /** Expected calibration error: Σ over bins of |Σ confidence − right| / count. Source: Guo et al. 2017, arXiv 1706.04599, equation 3. */
  { name: "calibrationError", direction: "MINIMIZE", max: 1, of: ({ confidenceIn, rightIn, count }) => confidenceIn.reduce((sum, sure, bin) => sum + Math.abs(sure - rightIn[bin]!), 0) / count },
  /** Mean cross-entropy, nats. */
  { name: "loss", direction: "MINIMIZE", max: Infinity, of: ({ lossSum, count }) => lossSum / count },
];

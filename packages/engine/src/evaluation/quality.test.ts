import { describe, expect, test } from "@jest/globals";
import { randomOf } from "../random.ts";
import { correctCount, meanCrossEntropy, wilsonInterval } from "./accuracy.ts";
import { qualityMetrics, tallyOf } from "./metrics.ts";
import { predictionsOf } from "./predictions.ts";
import { qualityOf } from "./quality.ts";

/** Logits by which softmax gives these rows of probabilities. */
const logitsOf = (rows: number[][]): Float32Array => Float32Array.from(rows.flat(), Math.log);
const everyRow = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);
function metric(name: string, logits: Float32Array, labels: Int32Array): number {
  return qualityMetrics.find((one) => one.name === name)!.of(tallyOf(predictionsOf(logits, labels), everyRow(labels.length)));
}

/** Examples whose labels are drawn from the very probabilities that are predicted: calibrated without error. */
function calibrated(count: number, seed: number): { logits: Float32Array; labels: Int32Array } {
  const random = randomOf("calibrated", seed);
  const logits = Float32Array.from({ length: count * 3 }, () => 3 * random());
  const labels = Int32Array.from({ length: count }, (_, row) => {
    const of = Array.from(logits.subarray(row * 3, row * 3 + 3), Math.exp);
    let left = random() * of.reduce((a, b) => a + b);
    return Math.min(2, of.findIndex((share) => (left -= share) <= 0));
  });
  return { logits, labels };
}

describe("one value", () => {
  test("of macro-F1 is scikit-learn's of its documentation, 0.2666…", () => {
    const predicted = [0, 2, 1, 0, 0, 1].map((as) => [0, 1, 2].map((c) => (c === as ? 0.8 : 0.1)));
    expect(metric("macroF1", logitsOf(predicted), Int32Array.of(0, 1, 2, 0, 1, 2))).toBeCloseTo(0.26666666, 6);
  });
  test("of macro-F1 leaves out a class that is neither there nor predicted", () => {
    expect(metric("macroF1", logitsOf([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1]]), Int32Array.of(0, 1))).toBe(1);
  });
  test("of the calibration error is |confidence − right| of each bin, weighted by its examples", () => {
    // Two at 0.9 of which one is right: |0.9 − 0.5|. Two at 0.6, both right: |0.6 − 1|. 0.9 and 0.6 are in different bins of fifteen.
    const logits = logitsOf([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]]);
    expect(metric("calibrationError", logits, Int32Array.of(0, 1, 0, 0))).toBeCloseTo((2 * 0.4 + 2 * 0.4) / 4, 6);
    // In one bin, errors of either sign cancel: 0.62 and 0.64 are both in (9/15, 10/15].
    expect(metric("calibrationError", logitsOf([[0.62, 0.38], [0.64, 0.36]]), Int32Array.of(0, 1))).toBeCloseTo(0.63 - 0.5, 6);
  });
  test("of a certain and right answer is no error at all, of a certain and wrong one the whole", () => {
    expect(metric("calibrationError", Float32Array.of(100, 0), Int32Array.of(0))).toBe(0);
    expect(metric("calibrationError", Float32Array.of(100, 0), Int32Array.of(1))).toBe(1);
  });
  test("of accuracy and loss is what training counts", () => {
    const { logits, labels } = calibrated(500, 1);
    expect(metric("accuracy", logits, labels)).toBe(correctCount(logits, labels) / 500);
    expect(metric("loss", logits, labels)).toBeCloseTo(meanCrossEntropy(logits, labels), 9);
    expect(metric("loss", Float32Array.of(1000, 0), Int32Array.of(1))).toBe(1000);
  });
});

describe("intervals", () => {
  const { logits, labels } = calibrated(400, 2);
  const quality = qualityOf(logits, labels, 7);
  const widths = (all: typeof quality) => all.map(({ interval }) => interval.high - interval.low);

  test("come with every metric, accuracy first, each around its value and within what it can be", () => {
    expect(quality.map(({ name, direction }) => [name, direction])).toEqual([["accuracy", "MAXIMIZE"], ["macroF1", "MAXIMIZE"], ["calibrationError", "MINIMIZE"], ["loss", "MINIMIZE"]]);
    for (const { value, interval } of quality) {
      expect(interval.low).toBeGreaterThanOrEqual(0);
      expect(interval.low).toBeLessThan(value);
      expect(interval.high).toBeGreaterThan(value);
      expect(interval.level).toBe(0.95);
    }
  });
  test("are the same for the same seed, and others for another", () => {
    expect(qualityOf(logits, labels, 7)).toEqual(quality);
    expect(widths(qualityOf(logits, labels, 8))).not.toEqual(widths(quality));
  });
  test("of the accuracy are as wide as Wilson's, within a tenth", () => {
    const { low, high } = wilsonInterval(correctCount(logits, labels), 400);
    expect(widths(quality)[0]! / (high - low)).toBeCloseTo(1, 0);
    expect(Math.abs(widths(quality)[0]! / (high - low) - 1)).toBeLessThan(0.1);
  });
  test("of four times as many examples are about half as wide, for accuracy and loss", () => {
    const many = calibrated(1600, 3);
    const narrow = widths(qualityOf(many.logits, many.labels, 7));
    for (const m of [0, 3]) expect(Math.abs((narrow[m]! * 2) / widths(quality)[m]! - 1)).toBeLessThan(0.25);
  });
  test("hold the true loss in about 95 % of samples", () => {
    const truth = calibrated(50_000, 99);
    const expected = meanCrossEntropy(truth.logits, truth.labels);
    const held = Array.from({ length: 60 }, (_, k) => {
      const sample = calibrated(100, 1000 + k);
      const { interval } = qualityOf(sample.logits, sample.labels, k)[3]!;
      return interval.low <= expected && expected <= interval.high;
    }).filter(Boolean).length;
    expect(held).toBeGreaterThanOrEqual(52); // 52 of 60 or fewer happen once in 70 times at 95 %, and the seeds are fixed
  });
  test("of what is all right have Wilson's width: resampling would show none", () => {
    const [accuracy] = qualityOf(logitsOf([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]]), Int32Array.of(0, 0, 1), 1);
    expect(accuracy!.interval).toEqual(wilsonInterval(3, 3));
  });
});

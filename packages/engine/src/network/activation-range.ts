import type { ActivationRange } from "./quantization.ts";
import { roundHalfEven } from "./quantization.ts";

export type Calibration = { method: "minmax" } | { method: "percentile"; percentile: number } | { method: "entropy" };

interface Range {
  low: number;
  high: number;
}

function minMax(values: Float32Array): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** The least of the sorted values that the share is not above: one that was seen, so few values lose none. */
const quantile = (sorted: Float32Array, share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)]!;

/** The middle of the values: half of what is left out is below it, half above. ONNX Runtime's collector gives the same to a bin of its histogram. */
function percentileRange(values: Float32Array, percentile: number): Range {
  const sorted = values.toSorted();
  const cut = (100 - percentile) / 200;
  return { low: quantile(sorted, cut), high: quantile(sorted, 1 - cut) };
}

/** What a bin without a count counts, so that no logarithm is of 0. */
const SMALL = 1e-4;
const [BINS, LEVELS] = [2048, 128];

/** Divergence of a histogram's first bins, what is beyond them counted in the last, from the same in so many levels. */
function divergence(counts: Float64Array, bins: number): number {
  const kept = counts.slice(0, bins);
  const beyond = counts.slice(bins).reduce((a, b) => a + b, 0);
  const coarse = new Float64Array(bins);
  for (let level = 0; level < LEVELS; level++) {
    const [from, to] = [Math.floor((level * bins) / LEVELS), Math.floor(((level + 1) * bins) / LEVELS)];
    const part = kept.subarray(from, to);
    const filled = part.reduce((n, count) => n + (count > 0 ? 1 : 0), 0);
    const mean = filled === 0 ? 0 : part.reduce((a, b) => a + b, 0) / filled;
    for (let bin = from; bin < to; bin++) coarse[bin] = kept[bin]! > 0 ? mean : 0;
  }
  const coarseTotal = coarse.reduce((a, b) => a + b, 0);
  kept[bins - 1]! += beyond;
  const total = kept.reduce((a, b) => a + b, 0);
  if (total === 0 || coarseTotal === 0) return Infinity;
  let sum = 0;
  for (let bin = 0; bin < bins; bin++) if (kept[bin]! > 0) sum += (kept[bin]! / total) * Math.log(kept[bin]! / total / (Math.max(coarse[bin]!, SMALL) / coarseTotal));
  return sum;
}

/**
 * The range beyond which cutting loses least: of the magnitudes' histogram (2,048 bins) the beginning whose 128 levels diverge least from it.
 * Source: Migacz 2017, "8-bit Inference with TensorRT", GTC, slides 30 to 38.
 */
function entropyRange(values: Float32Array): Range {
  const { low, high } = minMax(values);
  const most = Math.max(-low, high);
  if (!(most > 0)) return { low, high };
  const counts = new Float64Array(BINS);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((Math.abs(value) / most) * BINS))]! += 1;
  counts[0] = counts[1]!; // zeros, of which relu gives many, are exact in every range
  let [best, least] = [BINS, Infinity];
  for (let bins = LEVELS; bins <= BINS; bins += 8) {
    const lost = divergence(counts, bins);
    if (lost < least) [best, least] = [bins, lost];
  }
  const cut = ((best + 0.5) / BINS) * most;
  return { low: Math.max(low, -cut), high: Math.min(high, cut) };
}

/** Scale and zero point of a range with 0 in it, so that 0 is exact. In double precision, then rounded. Source: ONNX Runtime 1.32, python/tools/quantization/quant_utils.py, compute_scale_zp. */
export function integersFor({ low, high }: Range, type: "uint8" | "int8"): ActivationRange {
  const [least, most] = [Math.fround(Math.min(low, 0)), Math.fround(Math.max(high, 0))];
  const scale = (most - least) / 255;
  if (!(scale >= 2 ** -126)) return { scale: 1, zeroPoint: 0 };
  return { scale: Math.fround(scale), zeroPoint: roundHalfEven((type === "uint8" ? 0 : -128) - least / scale) };
}

/** The integers for values that were seen. */
export function activationRange(values: Float32Array, calibration: Calibration, type: "uint8" | "int8"): ActivationRange {
  const range = calibration.method === "minmax" ? minMax(values) : calibration.method === "percentile" ? percentileRange(values, calibration.percentile) : entropyRange(values);
  return integersFor(range, type);
}

/** How several teachers become one: the mean of their logits, or of their softened probabilities. */
export const averages = ["logits", "probabilities"] as const;
export type Average = (typeof averages)[number];

/** What a teacher says, [examples, classes], and how much it counts beside the others. */
export interface WeightedLogits {
  logits: Float32Array;
  weight: number;
}

/** softmax(logits / T) of one example into `into`. */
function softened(logits: Float32Array, from: number, temperature: number, into: Float64Array): void {
  let most = -Infinity;
  for (let c = 0; c < into.length; c++) most = Math.max(most, logits[from + c]!);
  let sum = 0;
  for (let c = 0; c < into.length; c++) sum += into[c] = Math.exp((logits[from + c]! - most) / temperature);
  for (let c = 0; c < into.length; c++) into[c]! /= sum;
}

/** So small a probability that its logarithm is finite in float32. */
const LEAST = 1e-30;

/**
 * One teacher's logits in place of several: Σ wᵢ zᵢ / Σ wᵢ, whose softmax is the weighted geometric mean of theirs; or T · ln(Σ wᵢ softmax(zᵢ / T) / Σ wᵢ), whose softmax at T is the
 * arithmetic mean of theirs: holding to it has the gradient of the weighted sum of the divergences from each.
 * Sources: Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 3 (both means); You, Xu, Xu and Tao 2017, "Learning from Multiple Teacher Networks", section 3.1.
 */
export function mixedLogits(teachers: WeightedLogits[], average: Average, temperature: number, classes: number): Float32Array {
  const total = teachers.reduce((sum, { weight }) => sum + weight, 0);
  const { length } = teachers[0]!.logits;
  const sums = new Float64Array(length);
  const row = new Float64Array(classes);
  for (const { logits, weight } of teachers)
    for (let from = 0; from < length; from += classes) {
      if (average === "probabilities") softened(logits, from, temperature, row);
      for (let c = 0; c < classes; c++) sums[from + c]! += (weight / total) * (average === "probabilities" ? row[c]! : logits[from + c]!);
    }
  return Float32Array.from(sums, (value) => (average === "probabilities" ? temperature * Math.log(Math.max(value, LEAST)) : value));
}

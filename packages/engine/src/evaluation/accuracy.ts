import type { Interval } from "@joulemark/energy";

/** Index of the largest of each row. @param logits [labels.length, classes] */
export function correctCount(logits: Float32Array, labels: Int32Array): number {
  const classes = logits.length / labels.length;
  let correct = 0;
  labels.forEach((label, row) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[row * classes + c]! > logits[row * classes + best]!) best = c;
    if (best === label) correct += 1;
  });
  return correct;
}

/** Mean of −log of the probability of each row's label. @param logits [labels.length, classes] */
export function meanCrossEntropy(logits: Float32Array, labels: Int32Array): number {
  const classes = logits.length / labels.length;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const [begin, end] = [row * classes, (row + 1) * classes];
    let most = -Infinity;
    for (let k = begin; k < end; k++) most = logits[k]! > most ? logits[k]! : most;
    let powers = 0;
    for (let k = begin; k < end; k++) powers += Math.exp(logits[k]! - most);
    sum += most + Math.log(powers) - logits[begin + labels[row]!]!;
  }
  return sum / labels.length;
}

/**
 * 95 % interval of a share from `correct` of `count` independent examples.
 * Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 */
export function wilsonInterval(correct: number, count: number): Interval {
  const z = 1.959964;
  const share = correct / count;
  const centre = (share + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const half = (z / (1 + z ** 2 / count)) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half), level: 0.95 };
}

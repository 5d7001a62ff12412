/** What a model says of examples, one entry an example. */
export interface Predictions {
  classes: number;
  /** True class. */
  labels: Int32Array;
  /** Class with the largest logit; the first of equals. */
  predicted: Int32Array;
  /** Probability of the predicted class, by softmax. */
  confidence: Float64Array;
  /** −log of the probability of the true class. */
  loss: Float64Array;
}

/** @param logits [labels.length, classes] */
export function predictionsOf(logits: Float32Array, labels: Int32Array): Predictions {
  const [count, classes] = [labels.length, logits.length / labels.length];
  const all: Predictions = { classes, labels, predicted: new Int32Array(count), confidence: new Float64Array(count), loss: new Float64Array(count) };
  for (let row = 0; row < count; row++) {
    const of = logits.subarray(row * classes, (row + 1) * classes);
    let best = 0;
    for (let c = 1; c < classes; c++) if (of[c]! > of[best]!) best = c;
    const sum = of.reduce((part, value) => part + Math.exp(value - of[best]!), 0);
    all.predicted[row] = best;
    all.confidence[row] = 1 / sum;
    all.loss[row] = Math.log(sum) + of[best]! - of[labels[row]!]!;
  }
  return all;
}

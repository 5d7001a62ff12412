/** What one run of a specification asks of a machine: counted from shapes, epochs and examples, not measured. Each is 0 or more. */
export interface Work {
  /** Multiply-adds of training (forward, gradients of weights, gradients of inputs but the first layer's) and of a teacher's predictions. */
  multiplyAdds: number;
  /** Updates of the weights: batches × epochs. */
  steps: number;
  /** Steps × layers of the network that is trained. */
  layerSteps: number;
  /** Values that an optimizer writes: steps × weights × (1 + what it keeps of each weight). */
  optimizerValues: number;
  /** Values that flow through the network: examples × epochs × (inputs + outputs of every layer). */
  exampleValues: number;
  /** Passes over the examples. */
  passes: number;
  /** Trainings, and predictions of a teacher. */
  calls: number;
  /** Weights of the largest network that is trained. It takes no time by itself: what is beyond all that was seen may not fit a cache. */
  weights: number;
}

/** The kinds of work that take time, each at its rate. */
export const timedKeys = ["multiplyAdds", "steps", "layerSteps", "optimizerValues", "exampleValues", "passes", "calls"] as const satisfies readonly (keyof Work)[];
export type TimedKey = (typeof timedKeys)[number];
export const workKeys = [...timedKeys, "weights"] as const satisfies readonly (keyof Work)[];

/** The same for the same work. */
export const keyOf = (work: Work): string => workKeys.map((key) => work[key]).join();

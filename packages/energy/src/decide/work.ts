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
  epochs: number;
  /** Trainings, and predictions of a teacher. */
  calls: number;
}

export const workKeys = ["multiplyAdds", "steps", "layerSteps", "optimizerValues", "exampleValues", "epochs", "calls"] as const satisfies readonly (keyof Work)[];

import type { Network } from "../network/network.ts";
import { inputDTypeOf } from "./predictor.ts";
import type { TrainingData } from "./program.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import type { TrainingOptions } from "./training-graph.ts";

/** So long a step that the weight itself is lost beside rate · gradient: (before − after) / rate is the gradient to float32's last digits. */
const RATE = 2 ** 24;

/** Gradients of the mean loss over each batch of the rows, at the network's own weights; the last batch may be short. */
export class BatchGradients {
  private readonly program: TrainingProgram;
  private readonly count: number;

  constructor(backend: Pick<Backend, "open">, network: Network, options: Pick<TrainingOptions, "loss" | "seed">, data: TrainingData) {
    this.program = new TrainingProgram(backend, network, { ...options, inputDType: inputDTypeOf(data.inputs), optimizer: { type: "sgd", learningRate: RATE } });
    this.program.setData(data);
    this.count = data.inputs.count;
  }

  forEach(batchSize: number, visit: (gradient: (key: string) => Float32Array) => void): void {
    const { program, count } = this;
    const before = program.state();
    const order = Int32Array.from({ length: count }, (_, row) => row);
    for (let row = 0; row < count; row += batchSize) {
      program.restore(before);
      program.train(order.subarray(row, row + batchSize), batchSize);
      const after = program.state();
      visit((key) => Float32Array.from(before[key]!.values, (value, i) => (value - after[key]!.values[i]!) / RATE));
    }
    program.restore(before);
  }

  dispose(): void {
    this.program.dispose();
  }
}

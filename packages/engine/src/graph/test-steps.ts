import type { Network } from "../network/network.ts";
import type { LossSpec } from "../network/objective.ts";
import { randomExamples } from "../test-networks.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";

export const rowCount = 24;
/** 24 rows of 6 bytes, 4 classes. */
export const examples = randomExamples(rowCount, 6, 4);
const order = Int32Array.from({ length: rowCount }, (_, i) => i);

export interface Step {
  /** Mean over the rows. */
  loss: number;
  /** Of that mean, by weight key. */
  gradient: (key: string) => Float64Array;
}

/** So large that the weight itself is lost beside rate · gradient: (w − w′) / rate is the gradient to float32's last digits. */
export const EXACT_RATE = 2 ** 24;

/** Loss and gradients of the mean over all rows, at any weights of one architecture. */
export function stepper(backend: Backend, network: Network, loss: LossSpec, teacherLogits?: Float32Array): { step: (from: Network) => Step; dispose: () => void } {
  const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: EXACT_RATE }, loss });
  program.setData({ ...examples, ...(teacherLogits ? { teacherLogits } : {}) });
  const step = (from: Network): Step => {
    program.restore({ ...program.state(), ...Object.fromEntries(Object.entries(from.weights).map(([key, weight]) => [key, { ...weight, dtype: "float32" as const }])) });
    const { lossSum } = program.train(order, rowCount);
    const after = program.state();
    return { loss: lossSum / rowCount, gradient: (key) => Float64Array.from(from.weights[key]!.values, (value, i) => (value - after[key]!.values[i]!) / EXACT_RATE) };
  };
  return { step, dispose: () => program.dispose() };
}

export function oneStep(backend: Backend, network: Network, loss: LossSpec, teacherLogits?: Float32Array): Step {
  const { step, dispose } = stepper(backend, network, loss, teacherLogits);
  const result = step(network);
  dispose();
  return result;
}

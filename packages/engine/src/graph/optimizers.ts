import type { OptimizerSpec } from "../network/objective.ts";
import type { GraphBuilder, GraphNode, Tensor, Variable } from "./builder.ts";

export interface UpdateInputs {
  variable: Variable;
  gradient: Tensor;
  /** β to the number of steps done, this one included: from the exact step, so that a resumed run takes the same powers. */
  power: (beta: number) => Tensor;
  /** A further variable of the same shape, from 0. */
  slot: (name: string) => Variable;
  /** Everything that reads the old value: TensorFlow then updates in place. */
  readers: GraphNode[];
}

type BuildUpdate = (graph: GraphBuilder, inputs: UpdateInputs) => Tensor;

/** Plain stochastic gradient descent: w ← w − rate · g. */
const sgd = (learningRate: number): BuildUpdate => (graph, { variable, gradient, readers }) =>
  graph.operation("ResourceApplyGradientDescent", [variable.handle, graph.constant(learningRate), gradient], { use_locking: false }, { control: readers });

/** Kingma and Ba 2015, "Adam", section 2 (the efficient order of its end); ε as in Keras, 1e-7. */
const adam = (learningRate: number, beta1: number, beta2: number, epsilon: number): BuildUpdate => (graph, { variable, gradient, power, slot, readers }) => {
  const inputs = [variable.handle, slot("m").handle, slot("v").handle, power(beta1), power(beta2), ...[learningRate, beta1, beta2, epsilon].map((value) => graph.constant(value)), gradient];
  return graph.operation("ResourceApplyAdam", inputs, { use_locking: false, use_nesterov: false }, { control: readers });
};

export const buildUpdate = (spec: OptimizerSpec): BuildUpdate =>
  spec.type === "sgd" ? sgd(spec.learningRate) : adam(spec.learningRate, spec.beta1 ?? 0.9, spec.beta2 ?? 0.999, spec.epsilon ?? 1e-7);

import type { OptimizerSpec } from "../network/objective.ts";
import type { GraphBuilder, GraphNode, Tensor, Variable } from "./builder.ts";

export interface UpdateInputs {
  variable: Variable;
  gradient: Tensor;
  /** The learning rate of this step, scalar. */
  rate: Tensor;
  /** β to the number of steps done, this one included: from the exact step, so that a resumed run takes the same powers. */
  power: (beta: number) => Tensor;
  /** A further variable of the same shape, from 0. */
  slot: (name: string) => Variable;
  /** Everything that reads the old value: TensorFlow then updates in place. */
  readers: GraphNode[];
}

type BuildUpdate = (graph: GraphBuilder, inputs: UpdateInputs) => Tensor;

/** Plain stochastic gradient descent: w ← w − rate · g. */
const descent: BuildUpdate = (graph, { variable, gradient, rate, readers }) => graph.operation("ResourceApplyGradientDescent", [variable.handle, rate, gradient], { use_locking: false }, { control: readers });

/** v ← momentum · v − rate · g; w ← w + v, or by Nesterov w + momentum · v − rate · g. Source: Sutskever et al. 2013, section 2. */
const momentumDescent = (momentum: number, nesterov: boolean): BuildUpdate => (graph, { variable, gradient, rate, slot, readers }) =>
  graph.operation("ResourceApplyKerasMomentum", [variable.handle, slot("momentum").handle, rate, gradient, graph.constant(momentum)], { use_locking: false, use_nesterov: nesterov }, { control: readers });

/** Kingma and Ba 2015, "Adam", section 2 (the efficient order of its end); ε as in Keras, 1e-7. */
const adam = (beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7): BuildUpdate => (graph, { variable, gradient, rate, power, slot, readers }) => {
  const inputs = [variable.handle, slot("m").handle, slot("v").handle, power(beta1), power(beta2), rate, ...[beta1, beta2, epsilon].map((value) => graph.constant(value)), gradient];
  return graph.operation("ResourceApplyAdam", inputs, { use_locking: false, use_nesterov: false }, { control: readers });
};

/** s ← ρ · s + (1 − ρ) · g²; v ← momentum · v + rate · g / √(s + ε); w ← w − v. Source: Tieleman and Hinton 2012, lecture 6.5, ε where Keras has it. */
const rmsprop = (rho = 0.9, momentum = 0, epsilon = 1e-7): BuildUpdate => (graph, { variable, gradient, rate, slot, readers }) => {
  const inputs = [variable.handle, slot("s").handle, slot("momentum").handle, rate, ...[rho, momentum, epsilon].map((value) => graph.constant(value)), gradient];
  return graph.operation("ResourceApplyRMSProp", inputs, { use_locking: false }, { control: readers });
};

export function buildUpdate(spec: OptimizerSpec): BuildUpdate {
  if (spec.type === "sgd") return spec.momentum ? momentumDescent(spec.momentum, spec.nesterov ?? false) : descent;
  return spec.type === "rmsprop" ? rmsprop(spec.rho, spec.momentum, spec.epsilon) : adam(spec.beta1, spec.beta2, spec.epsilon);
}

/** Keras' AdamW decays without being told. */
const ADAMW_DECAY = 0.004;
export const weightDecayOf = (optimizer: OptimizerSpec, weightDecay: number | undefined): number => weightDecay ?? (optimizer.type === "adamw" ? ADAMW_DECAY : 0);

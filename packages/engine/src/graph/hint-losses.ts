import type { HintOptions } from "../network/hints.ts";
import type { GraphBuilder, Tensor } from "./builder.ts";
import { int } from "./emission.ts";

/** The weights of a hint's map in the state, by its number. */
export const hintKernel = (k: number): string => `hint/${k}/kernel`;
export const hintBias = (k: number): string => `hint/${k}/bias`;

export interface HintInputs {
  /** What the layer gives for the batch. */
  values: Tensor;
  /** [batch, size] */
  target: Tensor;
  weight: (key: string) => Tensor;
  /** 1 / batch size, scalar */
  inverseBatchSize: Tensor;
}

/**
 * weight · mean over the values of (r(student) − teacher)², r linear: its sum over the batch, and where the gradient of its mean enters.
 * Source: Romero et al. 2015, "FitNets", arXiv 1412.6550, equation 3, with the mean in place of half the sum.
 */
export function buildHintLoss(graph: GraphBuilder, { weight, size, regressor }: HintOptions, k: number, inputs: HintInputs): { sum: Tensor; seed: [Tensor, Tensor] } {
  const { values, target, inverseBatchSize } = inputs;
  const rows = (tensor: Tensor, width: number): Tensor => graph.operation("Reshape", [tensor, int(graph, [-1, width])]);
  const mapped = regressor && graph.operation("BiasAdd", [graph.operation("MatMul", [rows(values, regressor.inputs), inputs.weight(hintKernel(k))], { transpose_a: false, transpose_b: false }), inputs.weight(hintBias(k))]);
  const guess = rows(mapped ?? values, size);
  const difference = graph.operation("Sub", [guess, target], {}, { sameShapes: true });
  const factor = graph.constant((2 * weight) / size);
  const sum = graph.operation("Mul", [graph.operation("L2Loss", [difference]), factor]); // L2Loss: Σ d² / 2
  return { sum, seed: [guess, graph.operation("Mul", [difference, graph.operation("Mul", [inverseBatchSize, factor])])] };
}

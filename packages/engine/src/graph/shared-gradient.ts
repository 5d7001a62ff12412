import type { GraphBuilder, Tensor } from "./builder.ts";
import { int, shapeOf } from "./emission.ts";

/** The codes of a weight whose values share, in the state. */
export const codesKey = (key: string): string => `codes/${key}`;

/**
 * Values with one code move as one: each gets the sum of their gradients. Optimizers change equal values with equal gradients alike, so they stay equal.
 * Source: Han, Mao and Dally 2016, arXiv 1510.00149, equation 3.
 * @param codes of each value, in the gradient's shape; float32, since the state is
 * @param count of codes
 * @returns `values`: the sum of each value's code; `sums`: each once, the gradient of what is free to move
 */
export function sharedGradient(graph: GraphBuilder, gradient: Tensor, codes: Tensor, count: number): { values: Tensor; sums: Tensor } {
  const row = (tensor: Tensor): Tensor => graph.operation("Reshape", [tensor, int(graph, [-1])]);
  const whole = row(graph.operation("Cast", [codes], { DstT: { type: "int32" }, Truncate: false }, { dtype: "int32" }));
  const sums = graph.operation("UnsortedSegmentSum", [row(gradient), whole, int(graph, count)]);
  return { values: graph.operation("Reshape", [graph.operation("GatherV2", [sums, whole, int(graph, 0)], { batch_dims: 0 }), shapeOf(graph, gradient)]), sums };
}

import type { GraphBuilder, Tensor } from "./builder.ts";

/** 1 where a token is padding, else 0, in another shape an example. @param tokens [batch, steps] */
export function paddingMask(graph: GraphBuilder, tokens: Tensor, paddingValue: number, shape: number[]): Tensor {
  const padding = graph.operation("Cast", [graph.operation("Equal", [tokens, graph.constant(paddingValue)])], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" });
  return graph.operation("Reshape", [padding, graph.constant([-1, ...shape], "int32")]);
}

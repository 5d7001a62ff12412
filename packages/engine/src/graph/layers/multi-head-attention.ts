import { multiHeadAttention as kind } from "../../network/layers/multi-head-attention.ts";
import type { Tensor } from "../builder.ts";
import { defineEmitter, int, reshaped } from "../emission.ts";
import { paddingMask } from "../token-mask.ts";

/** What the scores of padding are lowered by: its weight after the softmax is 0 in float32. */
const FORBIDDEN = -1e9;

export const multiHeadAttention = defineEmitter(kind, (graph, { config: { numHeads, keyDim, paddingValue }, inputs: [x, tokens], inputShapes: [shape], weight }) => {
  const [steps = 0, channels = 0] = shape!;
  const turned = (y: Tensor): Tensor => graph.operation("Transpose", [y, int(graph, [0, 2, 1, 3])]);
  const projected = (rows: Tensor, name: string): Tensor => graph.operation("BiasAdd", [graph.operation("MatMul", [rows, weight(`${name}_kernel`)], { transpose_a: false, transpose_b: false }), weight(`${name}_bias`)]);
  const rows = reshaped(graph, x!, [channels]);
  /** [batch, heads, steps, keyDim] */
  const [query, key, value] = ["query", "key", "value"].map((name) => turned(reshaped(graph, projected(rows, name), [steps, numHeads, keyDim]))) as [Tensor, Tensor, Tensor];
  const scaled = graph.operation("Mul", [query, graph.constant(1 / Math.sqrt(keyDim))]);
  const scores = graph.operation("BatchMatMulV2", [scaled, key], { adj_x: false, adj_y: true });
  const forbidden = graph.operation("Mul", [paddingMask(graph, tokens!, paddingValue, [1, 1, steps]), graph.constant(FORBIDDEN)]);
  const looks = graph.operation("Softmax", [graph.operation("AddV2", [scores, forbidden])]);
  const seen = graph.operation("BatchMatMulV2", [looks, value], { adj_x: false, adj_y: false });
  return reshaped(graph, projected(reshaped(graph, turned(seen), [numHeads * keyDim]), "output"), shape!);
});

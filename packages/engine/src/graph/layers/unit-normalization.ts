import { unitNormalization as kind } from "../../network/layers/unit-normalization.ts";
import { defineEmitter, int, reshaped } from "../emission.ts";

const EPSILON = 1e-12;

export const unitNormalization = defineEmitter(kind, (graph, { inputs: [x], inputShapes: [shape] }) => {
  const rows = shape!.length === 1 ? x! : reshaped(graph, x!, [shape!.at(-1)!]);
  const squares = graph.operation("Sum", [graph.operation("Square", [rows]), int(graph, [1])], { keep_dims: true });
  const y = graph.operation("Mul", [rows, graph.operation("Rsqrt", [graph.operation("AddV2", [squares, graph.constant(EPSILON)])])]);
  return shape!.length === 1 ? y : reshaped(graph, y, shape!);
});

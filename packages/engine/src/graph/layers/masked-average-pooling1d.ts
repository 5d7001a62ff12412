import { maskedAveragePooling1d as kind } from "../../network/layers/masked-average-pooling1d.ts";
import type { Tensor } from "../builder.ts";
import { defineEmitter, int, reshaped } from "../emission.ts";
import { paddingMask } from "../token-mask.ts";

export const maskedAveragePooling1d = defineEmitter(kind, (graph, { config: { paddingValue }, inputs: [x, tokens], inputShapes: [shape], outputShape }) => {
  const kept = graph.operation("Sub", [graph.constant(1), paddingMask(graph, tokens!, paddingValue, [shape![0]!, 1])]);
  const overSteps = (y: Tensor): Tensor => graph.operation("Sum", [y, int(graph, [1])], { keep_dims: true });
  // A text of padding alone has the mean 0.
  const share = graph.operation("Reciprocal", [graph.operation("Maximum", [overSteps(kept), graph.constant(1)])]);
  return reshaped(graph, graph.operation("Mul", [overSteps(graph.operation("Mul", [x!, kept])), share]), outputShape);
});

import { layerNormalization as kind } from "../../network/layers/layer-normalization.ts";
import { sizeOf } from "../../network/layer-kind.ts";
import { defineEmitter, int, reshaped } from "../emission.ts";

export const layerNormalization = defineEmitter(kind, (graph, { config: { epsilon }, inputs: [x], inputShapes: [shape], weight }) => {
  const width = shape!.at(-1)!;
  const rows = shape!.length === 1 ? x! : reshaped(graph, x!, [width]);
  const meanOf = (values: typeof rows): typeof rows => graph.operation("Mul", [graph.operation("Sum", [values, int(graph, [1])], { keep_dims: true }), graph.constant(1 / width)]);
  const centred = graph.operation("Sub", [rows, meanOf(rows)]);
  const variance = meanOf(graph.operation("Square", [centred]));
  const normal = graph.operation("Mul", [centred, graph.operation("Rsqrt", [graph.operation("AddV2", [variance, graph.constant(epsilon)])])]);
  const y = graph.operation("BiasAdd", [graph.operation("Mul", [normal, weight("gamma")]), weight("beta")]);
  return sizeOf(shape!) === width ? y : reshaped(graph, y, shape!);
});

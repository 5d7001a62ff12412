import { dropout as kind } from "../../network/layers/dropout.ts";
import { defineEmitter, int, shapeOf } from "../emission.ts";

const PHILOX = 1;

/** Which values stay is a function of the layer's stream and the step alone, so that a resumed run drops the same ones. */
export const dropout = defineEmitter(kind, (graph, { config: { rate, seed }, inputs: [x], training }) => {
  if (!training || rate === 0) return x!;
  const key = graph.constant([training.streamOf(`dropout ${seed ?? ""}`)], "uint64");
  const step = graph.operation("Cast", [training.step], { DstT: { type: "uint64" }, Truncate: false }, { dtype: "uint64" });
  // The generator counts up the first word from block to block: the step is in the second, so that no two steps share numbers.
  const counter = graph.operation("Pack", [graph.constant(0, "uint64"), step], { N: 2, axis: 0 });
  const uniform = graph.operation("StatelessRandomUniformV2", [shapeOf(graph, x!), key, counter, int(graph, PHILOX)], { dtype: { type: "float32" } });
  const kept = graph.operation("Cast", [graph.operation("GreaterEqual", [uniform, graph.constant(rate)])], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" });
  const factor = graph.operation("Mul", [kept, graph.constant(1 / (1 - rate))]);
  return graph.operation("Mul", [x!, factor], {}, { sameShapes: true });
});

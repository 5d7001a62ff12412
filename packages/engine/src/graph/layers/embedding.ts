import { embedding as kind } from "../../network/layers/embedding.ts";
import { defineEmitter, int } from "../emission.ts";

export const embedding = defineEmitter(kind, (graph, { inputs: [x], weight }) => {
  const entries = graph.operation("Cast", [x!], { DstT: { type: "int32" }, Truncate: false }, { dtype: "int32" });
  return graph.operation("GatherV2", [weight("embeddings"), entries, int(graph, 0)], { batch_dims: 0 });
});

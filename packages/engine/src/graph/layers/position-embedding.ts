import { positionEmbedding as kind } from "../../network/layers/position-embedding.ts";
import { defineEmitter } from "../emission.ts";

export const positionEmbedding = defineEmitter(kind, (graph, { inputs: [x], weight }) => graph.operation("AddV2", [x!, weight("embeddings")]));

import { reshape as kind } from "../../network/layers/reshape.ts";
import { defineEmitter, reshaped } from "../emission.ts";

export const reshape = defineEmitter(kind, (graph, { inputs: [x], outputShape }) => reshaped(graph, x!, outputShape));

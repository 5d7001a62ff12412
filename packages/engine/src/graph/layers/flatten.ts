import { flatten as kind } from "../../network/layers/flatten.ts";
import { defineEmitter, reshaped } from "../emission.ts";

export const flatten = defineEmitter(kind, (graph, { inputs: [x], outputShape }) => reshaped(graph, x!, outputShape));

import { concatenate as kind } from "../../network/layers/concatenate.ts";
import { defineEmitter, int } from "../emission.ts";

export const concatenate = defineEmitter(kind, (graph, { inputs, outputShape }) => graph.operation("ConcatV2", [...inputs, int(graph, outputShape.length)], { N: inputs.length, Tidx: { type: "int32" } }));

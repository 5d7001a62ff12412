import { add as kind } from "../../network/layers/add.ts";
import { defineEmitter } from "../emission.ts";

export const add = defineEmitter(kind, (graph, { inputs }) => graph.operation("AddN", inputs, { N: inputs.length }));

import { dense as kind } from "../../network/layers/dense.ts";
import { activate } from "../activations.ts";
import { defineEmitter } from "../emission.ts";

export const dense = defineEmitter(kind, (graph, { config, inputs: [x], weight }) => {
  const product = graph.operation("MatMul", [x!, weight("kernel")], { transpose_a: false, transpose_b: false });
  return activate(graph, config.activation, config.useBias ? graph.operation("BiasAdd", [product, weight("bias")]) : product);
});

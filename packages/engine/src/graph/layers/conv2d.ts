import { conv2d as kind } from "../../network/layers/conv2d.ts";
import { activate } from "../activations.ts";
import { defineEmitter } from "../emission.ts";
import { convolve } from "./convolution.ts";

export const conv2d = defineEmitter(kind, (graph, { config, inputs: [x], inputShapes: [shape], weight }) => {
  const [height = 0, width = 0] = shape!;
  const y = convolve(graph, x!, weight("kernel"), [height, width], { ...config, op: "Conv2D" });
  return activate(graph, config.activation, config.useBias ? graph.operation("BiasAdd", [y, weight("bias")]) : y);
});

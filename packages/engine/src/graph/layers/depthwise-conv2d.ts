import { depthwiseConv2d as kind } from "../../network/layers/depthwise-conv2d.ts";
import { activate } from "../activations.ts";
import { defineEmitter } from "../emission.ts";
import { convolve } from "./convolution.ts";

export const depthwiseConv2d = defineEmitter(kind, (graph, { config, inputs: [x], inputShapes: [shape], weight }) => {
  const [height = 0, width = 0] = shape!;
  const y = convolve(graph, x!, weight("depthwise_kernel"), [height, width], { ...config, op: "DepthwiseConv2dNative" });
  return activate(graph, config.activation, config.useBias ? graph.operation("BiasAdd", [y, weight("bias")]) : y);
});

import { depthwiseConv2d as kind } from "../../network/layers/depthwise-conv2d.ts";
import { activate } from "../activations.ts";
import { defineEmitter } from "../emission.ts";
import { convolve } from "./convolution.ts";

export const depthwiseConv2d = defineEmitter(kind, (graph, { config, inputs: [x], inputShapes: [shape], weight }) => {
  const [height = 0, width = 0] = shape!;
  const y = convolve(graph, x!, weight("depthwise_kernel"), [height, width], { ...config, op: "DepthwiseConv2dNative" });
  if (!config.useBias) return activate(graph, config.activation, y);
  const sum = graph.operation("BiasAdd", [y, weight("bias")]);
  // With oneDNN TensorFlow 2.21 fuses this and a later sum to an op without a name, and gives up its other optimizations; it fuses nothing over a Snapshot.
  return config.activation === "linear" ? graph.operation("Snapshot", [sum]) : activate(graph, config.activation, sum);
});

import { conv1d as kind } from "../../network/layers/conv1d.ts";
import { activate } from "../activations.ts";
import { defineEmitter, int, reshaped } from "../emission.ts";
import { convolve } from "./convolution.ts";

/** A convolution of images of height 1. */
export const conv1d = defineEmitter(kind, (graph, { config, inputs: [x], inputShapes: [shape], outputShape, weight }) => {
  const [steps = 0, channels = 0] = shape!;
  const { kernelSize, filters, strides, dilationRate, padding } = config;
  const kernel = graph.operation("Reshape", [weight("kernel"), int(graph, [1, kernelSize, channels, filters])]);
  const y = convolve(graph, reshaped(graph, x!, [1, ...shape!]), kernel, [1, steps], { op: "Conv2D", padding, kernelSize: [1, kernelSize], strides: [1, strides], dilationRate: [1, dilationRate] });
  const sum = config.useBias ? graph.operation("BiasAdd", [y, weight("bias")]) : y;
  return activate(graph, config.activation, reshaped(graph, sum, outputShape));
});

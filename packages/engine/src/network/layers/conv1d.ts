import { z } from "zod";
import { defineLayer, inputOfRank } from "../layer-kind.ts";
import { activationConfig, activationParameter, dilationParameter, filtersParameter, kernelSizeParameter, lengthOf, limits, paddingParameter, stridesParameter, useBiasParameter } from "./parameters.ts";
import { windowCount } from "./window.ts";

/** A convolution along one axis. Weights: `kernel` [length, channels, filters], `bias` [filters]. Inputs [steps, channels]. */
export const conv1d = defineLayer({
  className: "Conv1D",
  type: "conv1d",
  title: { en: "Convolution, 1-D", zh: "一维卷积" },
  parameters: { filters: filtersParameter, kernelSize: kernelSizeParameter("length", "长度"), strides: stridesParameter, padding: paddingParameter, dilationRate: dilationParameter, activation: activationParameter, useBias: useBiasParameter },
  config: z
    .strictObject({
      filters: z.int().min(1), kernelSize: lengthOf(limits.kernel), strides: lengthOf(limits.strides).default(1), padding: z.enum(["same", "valid"]).default("valid"),
      dilationRate: lengthOf(limits.dilation).default(1), activation: activationConfig, useBias: z.boolean().default(true),
    })
    .refine(({ strides, dilationRate }) => !(strides > 1 && dilationRate > 1), { path: ["dilationRate"], message: "must be 1 where strides are more than 1" }),
  outputShape({ filters, kernelSize, strides, padding, dilationRate }, inputs) {
    const [steps = 0] = inputOfRank(inputs, "steps, channels");
    return [windowCount(steps, { size: kernelSize, strides, dilation: dilationRate, padding }), filters];
  },
  weights({ filters, kernelSize, useBias }, inputs) {
    const [, channels = 0] = inputOfRank(inputs, "steps, channels");
    return [
      { name: "kernel", shape: [kernelSize, channels, filters], initializer: { type: "glorot-uniform", fanIn: kernelSize * channels, fanOut: kernelSize * filters }, trainable: true },
      ...(useBias ? [{ name: "bias", shape: [filters], initializer: { type: "constant", value: 0 } as const, trainable: true }] : []),
    ];
  },
  multiplyAdds(config, inputs) {
    const [, channels = 0] = inputOfRank(inputs, "steps, channels");
    const [steps = 0] = this.outputShape(config, inputs);
    return steps * config.kernelSize * channels * config.filters;
  },
  label: ({ filters }) => `c${filters}`,
});

import { z } from "zod";
import { defineLayer, inputOfRank } from "../layer-kind.ts";
import { activationConfig, activationParameter, dilationParameter, filtersParameter, kernelSizeParameter, limits, paddingParameter, pairOf, stridesParameter, useBiasParameter } from "./parameters.ts";
import { windowCount } from "./window.ts";

/** A convolution of images. Weights: `kernel` [height, width, channels, filters], `bias` [filters]. Inputs [height, width, channels]. */
export const conv2d = defineLayer({
  className: "Conv2D",
  type: "conv2d",
  title: { en: "Convolution, 2-D", zh: "二维卷积" },
  parameters: { filters: filtersParameter, kernelSize: kernelSizeParameter("height and width", "高与宽"), strides: stridesParameter, padding: paddingParameter, dilationRate: dilationParameter, activation: activationParameter, useBias: useBiasParameter },
  config: z
    .strictObject({
      filters: z.int().min(1), kernelSize: pairOf(limits.kernel), strides: pairOf(limits.strides).default([1, 1]), padding: z.enum(["same", "valid"]).default("valid"),
      dilationRate: pairOf(limits.dilation).default([1, 1]), activation: activationConfig, useBias: z.boolean().default(true),
    })
    .refine(({ strides, dilationRate }) => !(Math.max(...strides) > 1 && Math.max(...dilationRate) > 1), { path: ["dilationRate"], message: "must be 1 where strides are more than 1" }),
  outputShape({ filters, kernelSize, strides, padding, dilationRate }, inputs) {
    const image = inputOfRank(inputs, "height, width, channels");
    const counts = [0, 1].map((axis) => windowCount(image[axis]!, { size: kernelSize[axis]!, strides: strides[axis]!, dilation: dilationRate[axis]!, padding }));
    return [...counts, filters];
  },
  weights({ filters, kernelSize, useBias }, inputs) {
    const [, , channels = 0] = inputOfRank(inputs, "height, width, channels");
    const area = kernelSize[0] * kernelSize[1];
    return [
      { name: "kernel", shape: [...kernelSize, channels, filters], initializer: { type: "glorot-uniform", fanIn: area * channels, fanOut: area * filters }, trainable: true },
      ...(useBias ? [{ name: "bias", shape: [filters], initializer: { type: "constant", value: 0 } as const, trainable: true }] : []),
    ];
  },
  multiplyAdds(config, inputs) {
    const [, , channels = 0] = inputOfRank(inputs, "height, width, channels");
    const [height = 0, width = 0] = this.outputShape(config, inputs);
    return height * width * config.kernelSize[0] * config.kernelSize[1] * channels * config.filters;
  },
  label: ({ filters }) => `c${filters}`,
});

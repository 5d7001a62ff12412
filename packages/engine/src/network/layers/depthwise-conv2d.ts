import { z } from "zod";
import { defineLayer, inputOfRank } from "../layer-kind.ts";
import { activationConfig, activationParameter, dilationParameter, kernelSizeParameter, limits, paddingParameter, pairOf, stridesParameter, useBiasParameter } from "./parameters.ts";
import { windowCount } from "./window.ts";

const channelsOf = (inputs: number[][]): number => inputOfRank(inputs, "height, width, channels")[2]!;

/**
 * A convolution of each channel by kernels of its own. Weights: `depthwise_kernel` [height, width, channels, multiplier], `bias` [channels · multiplier].
 * Strides are equal along both axes, and 1 where it is dilated: what TensorFlow's kernel computes.
 */
export const depthwiseConv2d = defineLayer({
  className: "DepthwiseConv2D",
  type: "depthwise_conv2d",
  title: { en: "Depthwise convolution, 2-D", zh: "二维深度卷积" },
  parameters: {
    kernelSize: kernelSizeParameter("height and width", "高与宽"), strides: stridesParameter, padding: paddingParameter, dilationRate: dilationParameter,
    depthMultiplier: z.int().min(1).max(16).meta({ title: "Depth multiplier", description: "channels that come out of each; 1 where it is left out", zh: { title: "深度乘数", description: "每个通道输出的通道数；留空为 1" } }).optional(),
    activation: activationParameter, useBias: useBiasParameter,
  },
  config: z
    .strictObject({
      kernelSize: pairOf(limits.kernel), strides: pairOf(limits.strides).default([1, 1]), padding: z.enum(["same", "valid"]).default("valid"),
      dilationRate: pairOf(limits.dilation).default([1, 1]), depthMultiplier: z.int().min(1).default(1), activation: activationConfig, useBias: z.boolean().default(true),
    })
    .refine(({ strides: [down, across] }) => down === across, { path: ["strides"], message: "must be equal along both axes" })
    .refine(({ strides: [stride], dilationRate }) => stride === 1 || dilationRate.every((rate) => rate === 1), { path: ["dilationRate"], message: "must be 1 where strides are more than 1" }),
  outputShape({ kernelSize, strides, padding, dilationRate, depthMultiplier }, inputs) {
    const image = inputOfRank(inputs, "height, width, channels");
    const counts = [0, 1].map((axis) => windowCount(image[axis]!, { size: kernelSize[axis]!, strides: strides[axis]!, dilation: dilationRate[axis]!, padding }));
    return [...counts, channelsOf(inputs) * depthMultiplier];
  },
  weights({ kernelSize, depthMultiplier, useBias }, inputs) {
    const channels = channelsOf(inputs);
    const area = kernelSize[0] * kernelSize[1];
    return [
      { name: "depthwise_kernel", shape: [...kernelSize, channels, depthMultiplier], initializer: { type: "glorot-uniform", fanIn: area * channels, fanOut: area * depthMultiplier }, trainable: true },
      ...(useBias ? [{ name: "bias", shape: [channels * depthMultiplier], initializer: { type: "constant", value: 0 } as const, trainable: true }] : []),
    ];
  },
  multiplyAdds(config, inputs) {
    const [height = 0, width = 0, channels = 0] = this.outputShape(config, inputs);
    return height * width * channels * config.kernelSize[0] * config.kernelSize[1];
  },
  label: ({ kernelSize: [height] }) => `dw${height}`,
});

import { z } from "zod";
import { defineLayer, inputOfRank } from "../layer-kind.ts";
import { lengthOf, limits, pairOf } from "./parameters.ts";
import { windowCount } from "./window.ts";

interface Names {
  className: string;
  type: string;
  title: { en: string; zh: string };
}

const poolSize = z.int().min(1).max(limits.pool).meta({ title: "Pool size", description: "length of the window along each axis", zh: { title: "池化窗口", description: "窗口在各轴上的长度" } }).default(2);
const strides = z.int().min(1).max(limits.strides).meta({ title: "Strides", description: "steps between neighbouring windows; the pool size where it is left out", zh: { title: "步幅", description: "相邻窗口之间的步长；留空与池化窗口相同" } }).optional();
const padding = z.enum(["same", "valid"]).meta({ title: "Padding", description: "valid: only whole windows; same: also those at the edge", zh: { title: "填充", description: "valid：只取完整窗口；same：也取边缘窗口" } }).default("valid");
const parameters = { poolSize, strides, padding };
const paddingConfig = z.enum(["same", "valid"]).default("valid");

/** Pooling along one axis: inputs [steps, channels]. Strides are the pool size where none are given. */
export const pooling1d = (names: Names) =>
  defineLayer({
    ...names,
    parameters,
    config: z
      .strictObject({ poolSize: lengthOf(limits.pool).default(2), strides: lengthOf(limits.strides).nullish(), padding: paddingConfig })
      .transform((config) => ({ ...config, strides: config.strides ?? config.poolSize })),
    outputShape({ poolSize: size, strides: step, padding: edge }, inputs) {
      const [steps = 0, channels = 0] = inputOfRank(inputs, "steps, channels");
      return [windowCount(steps, { size, strides: step, padding: edge }), channels];
    },
  });

/** Pooling of images: inputs [height, width, channels]. */
export const pooling2d = (names: Names) =>
  defineLayer({
    ...names,
    parameters,
    config: z
      .strictObject({ poolSize: pairOf(limits.pool).default([2, 2]), strides: pairOf(limits.strides).nullish(), padding: paddingConfig })
      .transform((config) => ({ ...config, strides: config.strides ?? config.poolSize })),
    outputShape({ poolSize: size, strides: step, padding: edge }, inputs) {
      const image = inputOfRank(inputs, "height, width, channels");
      return [...[0, 1].map((axis) => windowCount(image[axis]!, { size: size[axis]!, strides: step[axis]!, padding: edge })), image[2]!];
    },
  });

/** One value a channel. @param axes names of the axes of an input, channels last */
export const globalPooling = (axes: string, names: Names) =>
  defineLayer({ ...names, parameters: {}, config: z.strictObject({ keepdims: z.literal(false).optional() }), outputShape: (_config, inputs) => [inputOfRank(inputs, axes).at(-1)!] });

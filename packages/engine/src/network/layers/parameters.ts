import { z } from "zod";
import { activations } from "../activations.ts";

// The parameters that several kinds of layers share: each with its range and the words of a form, and as Keras' configurations write it.

const whole = (most: number): z.ZodInt => z.int().min(1).max(most);
const asPair = (value: number | [number, number]): [number, number] => (typeof value === "number" ? [value, value] : value);

/** Keras writes a length in one dimension as 3 or [3], a pair as 3 or [3, 3]. */
export const lengthOf = (most: number) => z.union([whole(most), z.tuple([whole(most)])], `must be a whole number from 1 to ${most}`).transform((value) => (typeof value === "number" ? value : value[0]));
export const pairOf = (most: number) => z.union([whole(most), z.tuple([whole(most), whole(most)])], `must be a whole number from 1 to ${most}, or two of them`).transform(asPair);

export const limits = { filters: 2048, kernel: 64, strides: 64, dilation: 64, pool: 256 } as const;

export const activationParameter = z.enum(activations).meta({ title: "Activation", zh: { title: "激活函数" } }).default("relu");
/** Linear where Keras has none. */
export const activationConfig = z.enum(activations, `must be one of ${activations.join(", ")}`).nullish().transform((value) => value ?? "linear");
export const filtersParameter = whole(limits.filters).meta({ title: "Filters", description: "channels that come out", zh: { title: "滤波器数", description: "输出的通道数" } });
export const kernelSizeParameter = (axes: string, axesZh: string) => whole(limits.kernel).meta({ title: "Kernel size", description: axes, zh: { title: "卷积核大小", description: axesZh } });
export const stridesParameter = whole(limits.strides).meta({ title: "Strides", description: "steps between neighbouring outputs; 1 where it is left out", zh: { title: "步幅", description: "相邻输出之间的步长；留空为 1" } }).optional();
export const dilationParameter = whole(limits.dilation).meta({ title: "Dilation", description: "steps between the kernel's own values; 1 where it is left out", zh: { title: "膨胀率", description: "卷积核内相邻值的间隔；留空为 1" } }).optional();
export const paddingParameter = z.enum(["same", "valid"]).meta({ title: "Padding", description: "same: zeros around, so that strides alone make it smaller; valid: none", zh: { title: "填充", description: "same：四周补零，仅步幅会缩小尺寸；valid：不补" } }).default("same");
export const useBiasParameter = z.boolean().meta({ title: "Bias", description: "whether a bias is added; true where it is left out", zh: { title: "偏置", description: "是否加偏置；留空为 true" } }).optional();
export const epsilonParameter = z.number().gt(0).max(1).meta({ title: "ε", description: "added to the variance; 0.001 where it is left out", zh: { title: "ε", description: "加在方差上；留空为 0.001" } }).optional();
export const paddingValueConfig = z.int().min(0).max(1_000_000).default(0);
export const paddingValueParameter = z.int().min(0).max(1_000_000).meta({ title: "Padding", description: "token that stands where a text has ended; 0 where it is left out", zh: { title: "填充标记", description: "文本结束之后的标记；留空为 0" } }).optional();

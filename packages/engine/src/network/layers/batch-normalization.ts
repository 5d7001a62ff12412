import { z } from "zod";
import type { WeightSpec } from "../layer-kind.ts";
import { defineLayer, Misfit, shapeText } from "../layer-kind.ts";
import { epsilonParameter } from "./parameters.ts";

/**
 * (x − mean) / √(variance + ε) · gamma + beta, a mean and a variance for each channel: those of the batch while training, their moving averages afterwards.
 * Weights [channels]: `gamma`, `beta`; and, moved by training but by no gradient, `moving_mean`, `moving_variance`. Variances are those of the batch itself,
 * not estimates of a population's, as Keras 3 has them. Source: Ioffe and Szegedy 2015, algorithm 1.
 */
export const batchNormalization = defineLayer({
  className: "BatchNormalization",
  type: "batch_normalization",
  title: { en: "Batch normalization", zh: "批归一化" },
  parameters: {
    momentum: z.number().min(0).lt(1).meta({ title: "Momentum", description: "how slowly the moving averages forget; 0.99 where it is left out", zh: { title: "动量", description: "滑动平均的衰减率；留空为 0.99" } }).optional(),
    epsilon: epsilonParameter,
  },
  config: z.strictObject({ axis: z.union([z.int(), z.tuple([z.int()]).transform(([axis]) => axis)]).default(-1), momentum: z.number().min(0).lt(1).default(0.99), epsilon: z.number().gt(0).default(1e-3), center: z.literal(true).default(true), scale: z.literal(true).default(true) }),
  outputShape({ axis }, [shape = []]) {
    if (shape.length === 0 || shape.length > 3) throw new Misfit(`it reads examples of one to three dimensions, not ${shapeText(shape)}`);
    if (axis !== -1 && axis !== shape.length) throw new Misfit("it normalizes the last axis only", "axis");
    return shape;
  },
  weights(_config, [shape = []]) {
    const weight = (name: string, value: number, trainable: boolean): WeightSpec => ({ name, shape: [shape.at(-1)!], initializer: { type: "constant", value }, trainable });
    return [weight("gamma", 1, true), weight("beta", 0, true), weight("moving_mean", 0, false), weight("moving_variance", 1, false)];
  },
  label: () => "bn",
});

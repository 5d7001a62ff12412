import { z } from "zod";
import { defineLayer, Misfit } from "../layer-kind.ts";
import { epsilonParameter } from "./parameters.ts";

/** (x − mean) / √(variance + ε) · gamma + beta over the last axis of each example. Weights [channels]: `gamma`, `beta`. Source: Ba, Kiros and Hinton 2016. */
export const layerNormalization = defineLayer({
  className: "LayerNormalization",
  type: "layer_normalization",
  title: { en: "Layer normalization", zh: "层归一化" },
  parameters: { epsilon: epsilonParameter },
  config: z.strictObject({ axis: z.union([z.int(), z.tuple([z.int()]).transform(([axis]) => axis)]).default(-1), epsilon: z.number().gt(0).default(1e-3), center: z.literal(true).default(true), scale: z.literal(true).default(true) }),
  outputShape({ axis }, [shape = []]) {
    if (axis !== -1 && axis !== shape.length) throw new Misfit("it normalizes the last axis only", "axis");
    return shape;
  },
  weights: (_config, [shape = []]) => (["gamma", "beta"] as const).map((name) => ({ name, shape: [shape.at(-1)!], initializer: { type: "constant", value: name === "gamma" ? 1 : 0 }, trainable: true })),
  label: () => "ln",
});

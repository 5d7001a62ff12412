import { z } from "zod";
import { defineLayer } from "../layer-kind.ts";

const rate = z.number().min(0).lt(1);

/** While training, sets a share of the values to 0 and multiplies the rest by 1 / (1 − rate); afterwards it changes nothing. Source: Srivastava et al. 2014. */
export const dropout = defineLayer({
  className: "Dropout",
  type: "dropout",
  title: { en: "Dropout", zh: "随机失活" },
  parameters: { rate: rate.meta({ title: "Rate", description: "share of the values set to 0 in each training step", zh: { title: "失活率", description: "每个训练步中置零的比例" } }).default(0.5) },
  config: z.strictObject({ rate, seed: z.int().nullish(), noiseShape: z.null().optional() }),
  outputShape: (_config, [shape = []]) => shape,
});

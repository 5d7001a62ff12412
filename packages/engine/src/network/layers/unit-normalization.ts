import { z } from "zod";
import { defineLayer } from "../layer-kind.ts";

/** Divides the last axis of each example by its Euclidean length, so that only directions are left: x / √(Σx² + 10⁻¹²). */
export const unitNormalization = defineLayer({
  className: "UnitNormalization",
  type: "unit_normalization",
  title: { en: "Normalization to length 1", zh: "单位长度归一化" },
  parameters: {},
  config: z.strictObject({ axis: z.literal(-1).default(-1) }),
  outputShape: (_config, [shape = []]) => shape,
});

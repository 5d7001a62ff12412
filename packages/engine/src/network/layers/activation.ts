import { z } from "zod";
import { defineLayer } from "../layer-kind.ts";
import { activationConfig, activationParameter } from "./parameters.ts";

/** An activation by itself, e.g. after a normalization. */
export const activation = defineLayer({
  className: "Activation",
  type: "activation",
  title: { en: "Activation", zh: "激活" },
  parameters: { activation: activationParameter },
  config: z.strictObject({ activation: activationConfig }),
  outputShape: (_config, [shape = []]) => shape,
});

import { z } from "zod";
import { defineLayer, Misfit, shapeText } from "../layer-kind.ts";
import { paddingValueConfig, paddingValueParameter } from "./parameters.ts";

/** The mean of each channel over the steps that are no padding. It reads the steps, and their tokens. Source: Reimers and Gurevych 2019, arXiv 1908.10084, section 3. */
export const maskedAveragePooling1d = defineLayer({
  className: "MaskedAveragePooling1D",
  type: "masked_average_pooling1d",
  title: { en: "Average over what is no padding", zh: "忽略填充的平均池化" },
  parameters: { paddingValue: paddingValueParameter },
  config: z.strictObject({ paddingValue: paddingValueConfig }),
  reads: "many",
  outputShape(_config, inputs) {
    const [x = [], tokens = []] = inputs;
    if (inputs.length !== 2 || x.length !== 2 || tokens.length !== 1 || tokens[0] !== x[0])
      throw new Misfit(`it reads steps of shape [steps, channels] and their tokens of shape [steps], not ${inputs.map(shapeText).join(" and ")}`);
    return [x[1]!];
  },
});

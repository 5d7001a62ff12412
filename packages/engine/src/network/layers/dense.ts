import { z } from "zod";
import { defineLayer, Misfit, shapeText, sizeOf } from "../layer-kind.ts";
import { activationConfig, activationParameter, useBiasParameter } from "./parameters.ts";

const units = z.int("must be a whole number from 1").min(1, "must be a whole number from 1");

/** y = activation(x · kernel + bias). Weights: `kernel` [in, units], `bias` [units]. Network inputs of any rank are flattened. */
export const dense = defineLayer({
  className: "Dense",
  type: "dense",
  title: { en: "Dense", zh: "全连接" },
  parameters: {
    units: z.int().min(1).max(4096).meta({ title: "Units", description: "width of the layer", zh: { title: "单元数", description: "该层的宽度" } }),
    activation: activationParameter,
    useBias: useBiasParameter,
  },
  config: z.strictObject({ units, activation: activationConfig, useBias: z.boolean().default(true) }),
  outputShape({ units: width }, [shape = []]) {
    if (shape.length !== 1) throw new Misfit(`it reads examples of shape [values], not ${shapeText(shape)}: put Flatten or a global pooling before it`);
    return [width];
  },
  weights({ units: width, useBias }, [shape = []]) {
    const fanIn = sizeOf(shape);
    return [
      { name: "kernel", shape: [fanIn, width], initializer: { type: "glorot-uniform", fanIn, fanOut: width }, trainable: true },
      ...(useBias ? [{ name: "bias", shape: [width], initializer: { type: "constant", value: 0 } as const, trainable: true }] : []),
    ];
  },
  multiplyAdds: ({ units: width }, [shape = []]) => sizeOf(shape) * width,
  label: ({ units: width }) => String(width),
});

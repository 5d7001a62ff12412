import { z } from "zod";
import { defineLayer, Misfit, shapeText, sizeOf } from "../layer-kind.ts";

const targetShape = z.array(z.int().min(1).max(1_000_000)).min(1).max(3);

/** The same values in another shape, e.g. 64 pixels as an image [8, 8, 1]. */
export const reshape = defineLayer({
  className: "Reshape",
  type: "reshape",
  title: { en: "Reshape", zh: "变形" },
  parameters: { targetShape: targetShape.meta({ title: "Target shape", description: "of one example, e.g. 8, 8, 1: height, width, channels", zh: { title: "目标形状", description: "单个样本的形状，如 8, 8, 1：高、宽、通道" } }) },
  config: z.strictObject({ targetShape }),
  outputShape({ targetShape: shape }, [from = []]) {
    if (sizeOf(shape) !== sizeOf(from)) throw new Misfit(`${shapeText(from)} has ${sizeOf(from)} values, ${shapeText(shape)} has ${sizeOf(shape)}`, "target_shape");
    return shape;
  },
});

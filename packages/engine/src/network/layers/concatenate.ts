import { z } from "zod";
import { defineLayer, Misfit, shapeText } from "../layer-kind.ts";

/** Several layers side by side along the last axis; their other axes are alike. */
export const concatenate = defineLayer({
  className: "Concatenate",
  type: "concatenate",
  title: { en: "Layers side by side", zh: "拼接" },
  parameters: {},
  config: z.strictObject({ axis: z.int().default(-1) }),
  reads: "many",
  outputShape({ axis }, inputs) {
    const [first = []] = inputs;
    if (axis !== -1 && axis !== first.length) throw new Misfit("it joins along the last axis only", "axis");
    const other = inputs.find((shape) => shape.slice(0, -1).join() !== first.slice(0, -1).join() || shape.length !== first.length);
    if (other) throw new Misfit(`it joins layers that differ in the last axis only, not ${shapeText(first)} and ${shapeText(other)}`);
    return [...first.slice(0, -1), inputs.reduce((sum, shape) => sum + shape.at(-1)!, 0)];
  },
  label: () => "cat",
});

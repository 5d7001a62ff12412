import { z } from "zod";
import { defineLayer, Misfit, shapeText } from "../layer-kind.ts";

/** The sum of several layers of one shape: residual connections. */
export const add = defineLayer({
  className: "Add",
  type: "add",
  title: { en: "Sum of layers", zh: "相加" },
  parameters: {},
  config: z.strictObject({}),
  reads: "many",
  outputShape(_config, inputs) {
    const [first = []] = inputs;
    const other = inputs.find((shape) => shape.join() !== first.join());
    if (other) throw new Misfit(`it adds layers of one shape, not ${shapeText(first)} and ${shapeText(other)}`);
    return first;
  },
  label: () => "add",
});

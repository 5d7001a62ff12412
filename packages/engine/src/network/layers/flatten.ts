import { z } from "zod";
import { defineLayer, sizeOf } from "../layer-kind.ts";

/** All values of an example in a row. */
export const flatten = defineLayer({ className: "Flatten", type: "flatten", title: { en: "Flatten", zh: "展平" }, parameters: {}, config: z.strictObject({}), outputShape: (_config, [shape = []]) => [sizeOf(shape)] });

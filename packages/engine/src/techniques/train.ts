import { z } from "zod";
import { defineTechnique } from "./technique.ts";

/** Trains the network on the task's labels by cross-entropy: what every pipeline may begin with. */
export const train = defineTechnique({
  id: "train",
  title: "Training on labels",
  source: "Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.2.2.3",
  params: z.strictObject({}),
  example: {},
  apply: (network, _params, { train: fit }) => fit(network, { type: "cross-entropy" }),
  outline: (architecture, _params, { train: fit }) => fit(architecture),
});

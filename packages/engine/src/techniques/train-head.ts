import { z } from "zod";
import { asBody } from "../network/body-and-head.ts";
import { withoutKeptZeros } from "../network/kept-zeros.ts";
import type { Architecture, Network } from "../network/network.ts";
import { denseLayer, freshNetwork } from "../network/network.ts";
import { placeLayers } from "../network/placed-layers.ts";
import { EngineError } from "../errors.ts";
import { defineTechnique } from "./technique.ts";

const refuse = (message: string): EngineError => new EngineError("INVALID_INPUT", message, { path: ["technique"] });

/** The layers before the output layer, and the output layer's own: that of the network where it has one of so many classes, else a new one. */
function partsOf({ layers, inputShape }: Architecture, classes: number): { body: Architecture["layers"]; name: string; width: number } {
  const placed = placeLayers({ inputShape, layers });
  const last = placed.at(-1)!;
  const isOutput = last.kind.className === "Dense" && last.outputShape[0] === classes;
  const body = isOutput ? layers.slice(0, -1) : layers;
  const end = placed.at(isOutput ? -2 : -1);
  if (!end || body.length === 0) throw refuse("train-head needs layers before the output layer: of a single one there is nothing that could stay.");
  if (end.outputShape.length !== 1) throw refuse(`train-head needs layers that give one row an example; ${end.layer.name} gives [${end.outputShape.join(", ")}].`);
  if (isOutput && last.reads[0] !== end.layer.name) throw refuse(`train-head needs an output layer that reads the layer before it; ${last.layer.name} reads ${last.reads[0]}.`);
  return { body, name: isOutput ? last.layer.name : "logits", width: end.outputShape[0]! };
}

const headOf = (name: string, width: number, classes: number): Architecture => ({ inputShape: [width], layers: [denseLayer(name, classes, "linear")] });
const joined = (body: Architecture["layers"], name: string, classes: number): Architecture["layers"] => [...body, denseLayer(name, classes, "linear", [body.at(-1)!.name])];

/**
 * Trains a new output layer, and only it, on what the layers before it give: these are computed once, and stay as they are. For networks that were trained on much else: their embeddings
 * know more than the task's labels say.
 * Source: Alain and Bengio 2016, arXiv 1610.01644, section 3 (linear classifier probes).
 */
export const trainHead = defineTechnique({
  id: "train-head",
  title: "Training of the output layer alone",
  source: "Alain and Bengio 2016, arXiv 1610.01644, section 3",
  params: z.strictObject({}),
  example: {},
  addsOutput: true,
  check: (architecture, _params, _steps, classes) => void partsOf(architecture, classes),
  async apply(network, _params, { seed, task: { classes }, train }) {
    const { body: layers, name, width } = partsOf(network, classes);
    const isOutput = (key: string): boolean => key.startsWith(`${name}/`);
    const bodyWeights = Object.fromEntries(Object.entries(network.weights).filter(([key]) => !isOutput(key)));
    const body: Network = { ...network, layers: asBody(layers), weights: bodyWeights };
    const head = await train(freshNetwork({ ...headOf(name, width, classes), inputScale: 1 }, seed), { type: "cross-entropy" }, { body });
    return withoutKeptZeros({ ...network, layers: joined(layers, name, classes), weights: { ...bodyWeights, ...head.weights } }, isOutput);
  },
  outline(architecture, _params, { task: { classes }, train }) {
    const { body: layers, name, width } = partsOf(architecture, classes);
    train(headOf(name, width, classes), { body: { ...architecture, layers: asBody(layers) } });
    return { ...architecture, layers: joined(layers, name, classes) };
  },
});

import { createHash } from "node:crypto";
import { EngineError } from "../errors.ts";
import type { Random } from "../random.ts";
import { glorotUniform, randomOf } from "../random.ts";
import type { Activation } from "./activations.ts";
import type { Initializer, NetworkLayer, WeightSpec } from "./layer-kind.ts";
import { shapeText, sizeOf } from "./layer-kind.ts";
import { placeLayers } from "./placed-layers.ts";
import type { Quantization } from "./quantization.ts";
import type { TextInput } from "./text-input.ts";

export { activations } from "./activations.ts";
export type { Activation } from "./activations.ts";
export { sizeOf } from "./layer-kind.ts";
export type { NetworkLayer } from "./layer-kind.ts";

/** Values in row-major order. */
export interface Weight {
  shape: number[];
  values: Float32Array;
}

/**
 * A model as plain data: an acyclic graph of layers, the last of which gives logits.
 * Weights stand under `<layer>/<name>`, named and shaped as Keras': `kernel`, `bias`, `gamma`, … (network/layers/).
 */
export interface Network {
  /** Shape of one example, without the batch. */
  inputShape: number[];
  /** Raw inputs are divided by it, 16 for the digits. */
  inputScale: number;
  /** In an order in which each comes after those it reads. */
  layers: NetworkLayer[];
  weights: Record<string, Weight>;
  /** Of a network whose weights are stored in fewer bits. */
  quantization?: Quantization;
  /** Of a network that reads the texts of a task instead of its numbers. */
  text?: TextInput;
  /** Whose weights these come from, and their licence. */
  notice?: string;
  /** Keys of the weights that pruning has set to 0 in places: training keeps those zeros. */
  pruned?: string[];
}

/** A network without its weights: what its shapes and its work follow from. */
export type Architecture = Pick<Network, "inputShape" | "layers">;

/** Examples in row-major order. */
export interface Rows {
  values: Uint8Array | Float32Array;
  count: number;
}

/** What only predicts: every Network opened on a backend, and what comes from elsewhere. */
export interface Predictor {
  /** Logits, [count, classes]. */
  predict(rows: Rows): Float32Array;
  parameterCount: number;
  sizeBytes: number;
}

/** A dense layer in Keras' words. */
export const denseLayer = (name: string, units: number, activation: Activation, inbound: string[] = []): NetworkLayer => ({
  className: "Dense", name, config: { units, activation, use_bias: true }, inbound,
});

/** The weights that a network of these layers has, in order, under their keys. @throws EngineError naming the layer that does not fit */
export const weightSpecs = (network: Architecture): Map<string, WeightSpec> => new Map(placeLayers(network).flatMap(({ weights }) => weights.map((weight) => [weight.key, weight] as const)));

/** Shapes of the weights that a network of these layers has, in order. @throws EngineError naming the layer that does not fit */
export const weightShapes = (network: Architecture): Map<string, number[]> => new Map([...weightSpecs(network)].map(([key, { shape }]) => [key, shape]));

function initialValues(initializer: Initializer, length: number, random: Random): Float32Array {
  if (initializer.type === "glorot-uniform") return glorotUniform(random, length, initializer.fanIn, initializer.fanOut);
  if (initializer.type === "uniform") return Float32Array.from({ length }, () => (2 * random() - 1) * initializer.limit);
  return new Float32Array(length).fill(initializer.value);
}

/** A network with fresh weights, each from a stream of the seed and its key; kernels Glorot-uniform, biases 0, as Keras begins. */
export function freshNetwork(architecture: Pick<Network, "inputShape" | "inputScale" | "layers">, seed: number): Network {
  const weights = [...weightSpecs(architecture)].map(([key, { shape, initializer }]): [string, Weight] => [key, { shape, values: initialValues(initializer, sizeOf(shape), randomOf(seed, "weights", key)) }]);
  return { ...architecture, weights: Object.fromEntries(weights) };
}

/** Values that a layer may give of one example: more have no place in a tensor. */
const MOST_VALUES = 2 ** 31 - 1;

/** The last layer gives the logits of an example: one row of numbers of any sign. */
function checkOutput({ inputShape, layers }: Architecture): void {
  const { layer, config, outputShape } = placeLayers({ inputShape, layers }).at(-1)!;
  const { activation = "linear" } = config as { activation?: Activation };
  if (activation !== "linear") throw new EngineError("UNSUPPORTED", `Layer ${layer.name}: the last layer gives logits, so its activation must be linear, not ${activation}.`, { path: ["layers", layer.name, "activation"] });
  if (outputShape.length !== 1) throw new EngineError("UNSUPPORTED", `Layer ${layer.name}: the last layer gives logits, one row an example, not ${shapeText(outputShape)}.`, { path: ["layers", layer.name] });
}

/** Checks that layers and weights fit together. @throws EngineError naming the layer or the weight */
export function checkNetwork(network: Network): void {
  if (!(network.inputScale > 0)) throw new EngineError("INVALID_INPUT", `The input scale must be greater than 0, not ${network.inputScale}.`, { path: ["inputScale"] });
  if (network.layers.length === 0) throw new EngineError("INVALID_INPUT", "The network has no layers.", { path: ["layers"] });
  if (network.text && (network.inputShape.length !== 1 || network.inputScale !== 1)) throw new EngineError("INVALID_INPUT", `A network that reads text takes tokens of shape [steps] as they are, not ${shapeText(network.inputShape)} divided by ${network.inputScale}.`, { path: ["inputShape"] });
  if (!(sizeOf(network.inputShape) <= MOST_VALUES)) throw new EngineError("UNSUPPORTED", `An example has the shape ${shapeText(network.inputShape)}, more than ${MOST_VALUES} values.`, { path: ["inputShape"] });
  const large = placeLayers(network).find(({ outputShape }) => !(sizeOf(outputShape) <= MOST_VALUES));
  if (large) throw new EngineError("UNSUPPORTED", `Layer ${large.layer.name}: of one example it gives ${shapeText(large.outputShape)}, more than ${MOST_VALUES} values.`, { path: ["layers", large.layer.name] });
  checkOutput(network);
  const shapes = weightShapes(network);
  for (const [key, shape] of shapes) {
    const weight = network.weights[key];
    if (!weight) throw new EngineError("INVALID_INPUT", `Weight ${key} is missing.`, { path: ["weights", key] });
    if (weight.shape.join() !== shape.join() || weight.values.length !== sizeOf(shape)) throw new EngineError("INVALID_INPUT", `Weight ${key} must have the shape ${shapeText(shape)}, not ${shapeText(weight.shape)}.`, { path: ["weights", key] });
  }
  for (const key of Object.keys(network.weights)) if (!shapes.has(key)) throw new EngineError("INVALID_INPUT", `Weight ${key} belongs to no layer.`, { path: ["weights", key] });
}

/** Number of weights: biases and moving averages included. */
export const parameterCount = (network: Architecture): number => [...weightShapes(network).values()].reduce((sum, shape) => sum + sizeOf(shape), 0);

/** Multiply-adds of one forward pass of one example; biases, activations and normalizations are not counted. */
export const multiplyAdds = (network: Architecture): number => placeLayers(network).reduce((sum, layer) => sum + layer.multiplyAdds, 0);

/** Longer labels fit nowhere that they are shown. */
const LONGEST_LABEL = 120;

/** Inputs, then what stands for each layer with weights: "64-16-10", "28×28-c16-c32-10"; of very deep networks the beginning, and how many there are. */
export function networkLabel(network: Architecture): string {
  const all = placeLayers(network);
  const { inputShape } = network;
  const dense = all[0]?.kind.className === "Dense";
  const inputs = dense ? String(sizeOf(inputShape)) : (inputShape.length > 2 && inputShape.at(-1) === 1 ? inputShape.slice(0, -1) : inputShape).join("×");
  const layers = all.flatMap(({ kind, config }) => kind.label?.(config) ?? []);
  const label = [inputs, ...layers].join("-");
  return label.length <= LONGEST_LABEL ? label : `${label.slice(0, label.lastIndexOf("-", LONGEST_LABEL - 20))}-… (${layers.length} layers)`;
}

/** The dense layers that a label names, e.g. "64-16-10"; null for a text that is none. Activations are not in a label: each is "linear". */
export function architectureOfLabel(label: string): Architecture | null {
  if (!/^[1-9]\d*(-[1-9]\d*)+$/.test(label)) return null;
  const [inputs = 1, ...units] = label.split("-").map(Number);
  return { inputShape: [inputs], layers: units.map((width, k) => denseLayer(`dense_${k + 1}`, width, "linear", k === 0 ? [] : [`dense_${k}`])) };
}

/** Number of classes: the width of the last layer. */
export const outputWidth = (network: Architecture): number => sizeOf(placeLayers(network).at(-1)?.outputShape ?? network.inputShape);

/** sha256 over architecture and weight bytes: equal networks have equal fingerprints. */
export function fingerprint(network: Network): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([network.inputShape, network.inputScale, network.layers, ...(network.quantization ? [network.quantization] : []), ...(network.text ? [network.text] : [])]));
  for (const [key, { shape, values }] of Object.entries(network.weights).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${key}[${shape.join()}]`);
    hash.update(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

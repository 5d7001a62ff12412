import { createHash } from "node:crypto";
import { EngineError } from "../errors.ts";
import { glorotUniform, randomOf } from "../random.ts";

/** As in Keras' functional configuration: class name, name, configuration with Keras' keys, names of the layers it reads. */
export interface NetworkLayer {
  className: string;
  name: string;
  config: Record<string, unknown>;
  inbound: string[];
}

/** Values in row-major order. */
export interface Weight {
  shape: number[];
  values: Float32Array;
}

/**
 * A model as plain data. The last layer gives logits.
 * Weights of a dense layer: `<layer>/kernel` [in, out] and `<layer>/bias` [out].
 */
export interface Network {
  /** Shape of one example, without the batch. */
  inputShape: number[];
  /** Raw inputs are divided by it, 16 for the digits. */
  inputScale: number;
  layers: NetworkLayer[];
  weights: Record<string, Weight>;
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

export const activations = ["linear", "relu", "tanh", "sigmoid"] as const;
export type Activation = (typeof activations)[number];

export interface DenseConfig {
  units: number;
  activation: Activation;
  useBias: boolean;
}

export const sizeOf = (shape: number[]): number => shape.reduce((product, length) => product * length, 1);

/** The configuration of a dense layer, checked. @throws EngineError naming the layer */
export function denseConfig(layer: NetworkLayer): DenseConfig {
  const { units, activation = "linear", use_bias: useBias = true } = layer.config;
  if (layer.className !== "Dense") throw new EngineError("UNSUPPORTED", `Layer ${layer.name}: ${layer.className} is not supported; Dense is.`, { path: ["layers", layer.name] });
  if (typeof units !== "number" || !Number.isInteger(units) || units < 1) throw new EngineError("INVALID_INPUT", `Layer ${layer.name}: units must be a whole number from 1, not ${String(units)}.`, { path: ["layers", layer.name, "units"] });
  if (!activations.includes(activation as Activation)) throw new EngineError("INVALID_INPUT", `Layer ${layer.name}: activation must be one of ${activations.join(", ")}, not ${String(activation)}.`, { path: ["layers", layer.name, "activation"] });
  return { units, activation: activation as Activation, useBias: useBias !== false };
}

/** A dense layer in Keras' words. */
export const denseLayer = (name: string, units: number, activation: Activation, inbound: string[] = []): NetworkLayer => ({
  className: "Dense", name, config: { units, activation, use_bias: true }, inbound,
});

/** Shapes of the weights that a network of these layers has, in order. @throws EngineError where a layer is not supported */
export function weightShapes(network: Architecture): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  let width = sizeOf(network.inputShape);
  for (const layer of network.layers) {
    const { units, useBias } = denseConfig(layer);
    shapes.set(`${layer.name}/kernel`, [width, units]);
    if (useBias) shapes.set(`${layer.name}/bias`, [units]);
    width = units;
  }
  return shapes;
}

/** A network of dense layers with fresh weights: kernels Glorot-uniform from the seed, biases 0. */
export function freshNetwork(architecture: Pick<Network, "inputShape" | "inputScale" | "layers">, seed: number): Network {
  const weights: Record<string, Weight> = {};
  for (const [key, shape] of weightShapes(architecture)) {
    const [fanIn = 1, fanOut] = shape;
    weights[key] = { shape, values: fanOut === undefined ? new Float32Array(fanIn) : glorotUniform(randomOf(seed, "weights", key), fanIn * fanOut, fanIn, fanOut) };
  }
  return { ...architecture, weights };
}

/** Each layer reads the one before it, and the last gives logits: what the compiler takes now. */
function checkChain(layers: NetworkLayer[]): void {
  const names = new Set<string>();
  layers.forEach(({ name, inbound }, k) => {
    if (names.has(name)) throw new EngineError("INVALID_INPUT", `Two layers are named ${name}.`, { path: ["layers", name] });
    names.add(name);
    const before = k === 0 ? [] : [layers[k - 1]!.name];
    if (inbound.join() !== before.join()) throw new EngineError("UNSUPPORTED", `Layer ${name}: it must read ${before[0] ?? "the inputs"}, not ${inbound.join(", ") || "the inputs"}.`, { path: ["layers", name, "inbound"] });
  });
  const last = layers.at(-1)!;
  const { activation } = denseConfig(last);
  if (activation !== "linear") throw new EngineError("UNSUPPORTED", `Layer ${last.name}: the last layer gives logits, so its activation must be linear, not ${activation}.`, { path: ["layers", last.name, "activation"] });
}

/** Checks that layers and weights fit together. @throws EngineError naming the layer or the weight */
export function checkNetwork(network: Network): void {
  if (!(network.inputScale > 0)) throw new EngineError("INVALID_INPUT", `The input scale must be greater than 0, not ${network.inputScale}.`, { path: ["inputScale"] });
  if (network.layers.length === 0) throw new EngineError("INVALID_INPUT", "The network has no layers.", { path: ["layers"] });
  checkChain(network.layers);
  const shapes = weightShapes(network);
  for (const [key, shape] of shapes) {
    const weight = network.weights[key];
    if (!weight) throw new EngineError("INVALID_INPUT", `Weight ${key} is missing.`, { path: ["weights", key] });
    if (weight.shape.join() !== shape.join() || weight.values.length !== sizeOf(shape)) throw new EngineError("INVALID_INPUT", `Weight ${key} must have the shape [${shape.join(", ")}], not [${weight.shape.join(", ")}].`, { path: ["weights", key] });
  }
  for (const key of Object.keys(network.weights)) if (!shapes.has(key)) throw new EngineError("INVALID_INPUT", `Weight ${key} belongs to no layer.`, { path: ["weights", key] });
}

/** Number of weights, biases included. */
export const parameterCount = (network: Architecture): number => [...weightShapes(network).values()].reduce((sum, shape) => sum + sizeOf(shape), 0);

/** Multiply-adds of one forward pass of one example; biases and activations are not counted. */
export const multiplyAdds = (network: Architecture): number =>
  [...weightShapes(network)].reduce((sum, [key, shape]) => (key.endsWith("/kernel") ? sum + sizeOf(shape) : sum), 0);

/** Widths from input to output, e.g. "64-16-10". */
export const networkLabel = (network: Architecture): string =>
  [sizeOf(network.inputShape), ...network.layers.map((layer) => denseConfig(layer).units)].join("-");

/** The dense layers that a label names, e.g. "64-16-10"; null for a text that is none. Activations are not in a label: each is "linear". */
export function architectureOfLabel(label: string): Architecture | null {
  if (!/^[1-9]\d*(-[1-9]\d*)+$/.test(label)) return null;
  const [inputs = 1, ...units] = label.split("-").map(Number);
  return { inputShape: [inputs], layers: units.map((width, k) => denseLayer(`dense_${k + 1}`, width, "linear", k === 0 ? [] : [`dense_${k}`])) };
}

/** Number of classes: the width of the last layer. */
export const outputWidth = (network: Architecture): number => {
  const last = network.layers.at(-1);
  return last ? denseConfig(last).units : sizeOf(network.inputShape);
};

/** sha256 over architecture and weight bytes: equal networks have equal fingerprints. */
export function fingerprint(network: Network): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([network.inputShape, network.inputScale, network.layers]));
  for (const [key, { shape, values }] of Object.entries(network.weights).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${key}[${shape.join()}]`);
    hash.update(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

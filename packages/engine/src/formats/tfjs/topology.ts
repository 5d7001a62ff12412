import { z } from "zod";
import { EngineError } from "../../errors.ts";
import type { NetworkLayer } from "../../network/layer-kind.ts";
import type { Architecture, Network } from "../../network/network.ts";

const layerSchema = z.object({ class_name: z.string(), name: z.string().optional(), config: z.record(z.string(), z.unknown()), inbound_nodes: z.array(z.unknown()).default([]) });
type LayerJson = z.infer<typeof layerSchema>;
const modelSchema = z.object({ class_name: z.string(), config: z.object({ layers: z.array(layerSchema).max(10_000), input_layers: z.array(z.unknown()).optional(), output_layers: z.array(z.unknown()).optional() }) });
/** Keras' converter puts the model below model_config, TensorFlow.js does not. */
export const topologySchema = z.union([z.object({ model_config: modelSchema }).transform((outer) => outer.model_config), modelSchema]);

const unsupported = (name: string, why: string, key?: string): EngineError => new EngineError("UNSUPPORTED", `Layer ${name}: ${why}.`, { path: ["layers", name, ...(key === undefined ? [] : [key])] });
const nameOf = ({ name, config, class_name: className }: LayerJson): string => name ?? (typeof config["name"] === "string" ? config["name"] : className);

/** Kinds of ours that Keras and TensorFlow.js have not, or with other weights: a layer of theirs by such a name is another one. */
const ownKinds = new Set(["MultiHeadAttention", "PositionEmbedding", "MaskedAveragePooling1D"]);

/** What a call of a layer was given beside what it reads, and is not as if nothing had been given: a mask, or training, by which a Dropout drops for ever. Null: nothing. */
export const givenBeside = (call: Record<string, unknown>): string | null => Object.entries(call).find(([key, value]) => value !== null && !(key === "training" && value === false))?.[0] ?? null;

/** The layers that one reads: [[[name, node, output, {}], …]], as Keras 2 and TensorFlow.js write it. */
function inboundOf(name: string, nodes: unknown[]): string[] {
  if (nodes.length > 1) throw unsupported(name, "it is used more than once, and shared layers are not supported");
  const read = z.array(z.tuple([z.string(), z.literal(0), z.literal(0)]).rest(z.record(z.string(), z.unknown()))).safeParse(nodes[0] ?? []);
  if (!read.success) throw unsupported(name, "what it reads is not written as [[name, 0, 0]]");
  for (const [, , , ...calls] of read.data) {
    const given = calls.map(givenBeside).find((key) => key !== null);
    if (given !== undefined) throw unsupported(name, `it is called with ${given}, which is not supported`, "inbound_nodes");
  }
  return read.data.map(([from]) => from);
}

function inputShapeOf(name: string, config: Record<string, unknown>): number[] {
  const shape = z.array(z.int().min(1).nullable()).min(2).safeParse(config["batch_input_shape"] ?? config["batch_shape"]);
  const [, ...example] = shape.data ?? [];
  if (!shape.success || example.includes(null)) throw unsupported(name, "the model must say the whole shape of an example (batch_input_shape)");
  return example as number[];
}

/** Of 1 / 16 and the like the whole number. */
function scaleOf(name: string, { scale, offset = 0 }: Record<string, unknown>): number {
  if (typeof scale !== "number" || !(scale > 0) || offset !== 0) throw unsupported(name, "Rescaling of the inputs is read with a scale above 0 and the offset 0");
  const inverse = 1 / scale;
  if (!Number.isFinite(Math.fround(inverse)) || Math.fround(inverse) === 0) throw unsupported(name, `its scale ${scale} is beyond what float32 divides by`, "scale");
  return Math.abs(inverse - Math.round(inverse)) < 1e-9 * inverse ? Math.round(inverse) : inverse;
}

const ourActivation = (config: Record<string, unknown>): Record<string, unknown> => (config["activation"] === "swish" ? { ...config, activation: "silu" } : config);

/** The activation that a layer of its own stands for; null: it is no such layer. */
function activationAlone({ className, name, config }: NetworkLayer): string | null {
  if (className === "Softmax" && ![-1, 1].includes(Number(config["axis"] ?? -1))) throw unsupported(name, "Softmax is read over the classes, the axis -1", "axis");
  if (className === "Softmax") return "softmax";
  if (className !== "ReLU") return null;
  const { max_value: most = null, negative_slope: slope, threshold } = config;
  if ((slope ?? 0) !== 0 || (threshold ?? 0) !== 0 || (most !== null && most !== 6)) throw unsupported(name, "ReLU is read without a slope and a threshold, and with no largest value but 6", most !== null && most !== 6 ? "max_value" : (slope ?? 0) !== 0 ? "negative_slope" : "threshold");
  return most === null ? "relu" : "relu6";
}

/** An activation that has a layer of its own is one of ours. */
function ourLayer(layer: NetworkLayer): NetworkLayer {
  const activation = activationAlone(layer);
  return activation === null ? { ...layer, config: ourActivation(layer.config) } : { ...layer, className: "Activation", config: { activation } };
}

/** A softmax at the end leaves the order of the classes as it is; here the last layer gives the logits before it. */
function withoutSoftmax(layers: NetworkLayer[]): NetworkLayer[] {
  const last = layers.at(-1);
  if (last?.config["activation"] !== "softmax") return layers;
  return last.className === "Activation" ? layers.slice(0, -1) : [...layers.slice(0, -1), { ...last, config: { ...last.config, activation: "linear" } }];
}

/**
 * Layers of a Sequential or functional model of one input and one output.
 * @throws EngineError UNSUPPORTED naming the layer that cannot be read
 */
export function readTopology({ class_name: className, config: { layers, input_layers: inputs, output_layers: outputs } }: z.infer<typeof modelSchema>): Architecture & Pick<Network, "inputScale"> {
  const sequential = className === "Sequential";
  if (!sequential && !["Model", "Functional"].includes(className)) throw new EngineError("UNSUPPORTED", `A model of the class ${className} is not read; Sequential, Model and Functional are.`);
  for (const [key, ends] of [["input_layers", inputs], ["output_layers", outputs]] as const) if (ends && !isOne(ends)) throw new EngineError("UNSUPPORTED", "A model of one input and one output is read.", { path: [key] });
  const last = layers.at(-1) && nameOf(layers.at(-1)!);
  if (outputs && [outputs[0]].flat()[0] !== last) throw new EngineError("UNSUPPORTED", `The model's output must be that of its last layer, ${last}, not of ${JSON.stringify([outputs[0]].flat()[0])}.`, { path: ["output_layers"] });
  let inputShape: number[] | null = null;
  let inputScale = 1;
  let before: string[] = [];
  /** What stands for the raw or the scaled inputs. */
  const standing = new Set<string>();
  const read: NetworkLayer[] = [];
  for (const json of layers) {
    const name = nameOf(json);
    const { config } = json;
    if (ownKinds.has(json.class_name)) throw unsupported(name, `${json.class_name} is not read from such a file`);
    const from = sequential ? before : inboundOf(name, json.inbound_nodes);
    if (inputShape === null) inputShape = inputShapeOf(name, config);
    else if (json.class_name === "InputLayer") throw unsupported(name, "a model of one input is read");
    const atInputs = from.every((each) => standing.has(each));
    before = [name];
    if (json.class_name === "InputLayer") standing.add(name);
    else if (json.class_name === "Rescaling" && atInputs && read.length === 0 && inputScale === 1) {
      inputScale = scaleOf(name, config);
      standing.clear();
      standing.add(name);
    } else {
      const { name: _name, ...own } = config;
      read.push(ourLayer({ className: json.class_name, name, config: own, inbound: atInputs && from.length < 2 ? [] : from.map((each) => (standing.has(each) ? "inputs" : each)) }));
    }
  }
  if (inputShape === null || read.length === 0) throw new EngineError("CORRUPT", "The model has no layers.");
  return { inputShape, inputScale, layers: withoutSoftmax(read) };
}

/** [["name", 0, 0]], or, of one alone, ["name", 0, 0]. */
const isOne = (ends: unknown[]): boolean => ends.length === 1 || typeof ends[0] === "string";

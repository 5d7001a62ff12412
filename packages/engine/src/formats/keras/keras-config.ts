import { z } from "zod";
import { EngineError } from "../../errors.ts";
import type { Architecture, Network } from "../../network/network.ts";
import { placeLayers } from "../../network/placed-layers.ts";
import { parseBoundedJson } from "../bounded-json.ts";
import { givenBeside, readTopology, topologySchema } from "../tfjs/topology.ts";

const layerSchema = z.object({
  class_name: z.string().max(200), module: z.string().nullish(), registered_name: z.string().nullish(), name: z.string().optional(),
  config: z.record(z.string(), z.unknown()), inbound_nodes: z.array(z.unknown()).default([]),
});
const modelSchema = layerSchema.extend({ config: z.looseObject({ layers: z.array(layerSchema).max(10_000) }) });
type LayerJson = z.infer<typeof layerSchema>;

/** A layer as its weights are kept under: its name, and its class as Keras names it. */
export interface KerasLayer {
  name: string;
  className: string;
}

const DEEPEST = 64;
const unsupported = (name: string, why: string, key?: string): EngineError => new EngineError("UNSUPPORTED", `Layer ${name}: ${why}.`, { path: ["layers", name, ...(key === undefined ? [] : [key])] });
const nameOf = ({ name, config, class_name: className }: LayerJson): string => name ?? (typeof config["name"] === "string" ? config["name"] : className);

/** A class that is not Keras' own: its code is somewhere else. Keras names such ones "Package>Class". */
const isCustom = (module: unknown, registered: unknown): boolean => (typeof module === "string" && !/^(keras|tf_keras|builtins)(\.|$)/.test(module)) || (typeof registered === "string" && registered.includes(">"));

/** What within a configuration stands for code, or an object of a class that is not Keras' own; null: nothing does. */
function codeWithin(name: string, value: unknown, depth = 0): string | null {
  if (depth > DEEPEST) throw unsupported(name, `its configuration is more than ${DEEPEST} levels deep`);
  if (typeof value !== "object" || value === null) return null;
  const { class_name: className, module, registered_name: registered } = value as Record<string, unknown>;
  if (className === "__lambda__" || className === "function") return String(className);
  if (isCustom(module, registered)) return String(registered ?? className);
  for (const inner of Object.values(value)) {
    const found = codeWithin(name, inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Mixed and quantized policies compute otherwise. */
function checkType(name: string, className: string, dtype: unknown): void {
  const policy = z.union([z.string(), z.looseObject({ class_name: z.string().optional(), config: z.looseObject({ name: z.string() }) }).transform(({ config }) => config.name)]).nullish().safeParse(dtype);
  const allowed = className === "InputLayer" ? /^(float32|u?int(8|16|32|64))$/ : /^float32$/;
  if (!policy.success || !allowed.test(policy.data ?? "float32")) throw unsupported(name, `its type is ${JSON.stringify(policy.data ?? dtype)}; float32 is read`, "dtype");
}

const tensorSchema = z.object({ class_name: z.literal("__keras_tensor__"), config: z.object({ keras_history: z.tuple([z.string(), z.int(), z.int()]) }) });
const nodeSchema = z.object({ args: z.tuple([z.union([tensorSchema, z.array(tensorSchema).min(1)])]), kwargs: z.record(z.string(), z.unknown()).default({}) });

/** What a layer reads: as Keras 3 writes it, {args, kwargs}; turned into what Keras 2 writes, [[name, node, tensor, {}], …]. */
function inboundOf(name: string, node: unknown): unknown {
  if (Array.isArray(node)) return node;
  const parsed = nodeSchema.safeParse(node);
  if (!parsed.success) throw unsupported(name, "what it reads is not written as the outputs of other layers alone", "inbound_nodes");
  const { args: [tensors], kwargs } = parsed.data;
  const given = givenBeside(kwargs);
  if (given !== null) throw unsupported(name, `it is called with ${given}, which is not supported`, "inbound_nodes");
  return (Array.isArray(tensors) ? tensors : [tensors]).map(({ config: { keras_history: history } }) => [...history, {}]);
}

/** A configuration without what says how weights began or are held while training: a specification says how it is trained. Keras writes null for what is not set. */
function settingsOf(config: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(config).filter(([key, value]) => value !== null && !/_(initializer|regularizer|constraint)$/.test(key) && key !== "dtype" && !(key === "renorm_momentum" && config["renorm"] === false));
  return Object.fromEntries(kept);
}

function plainLayer(layer: LayerJson): LayerJson {
  const { class_name: className, module, registered_name: registered } = layer;
  const name = nameOf(layer);
  if (className === "Lambda") throw unsupported(name, "Lambda holds Python code, and no code of a file is run. Save the model with layers of Keras' own");
  if (isCustom(module, registered)) throw unsupported(name, `${registered ?? className} is a class of somebody's own, and no code but Keras' layers is known here`);
  checkType(name, className, layer.config["dtype"]);
  const config = settingsOf(layer.config);
  const code = codeWithin(name, config);
  if (code !== null) throw unsupported(name, `its configuration holds ${code}, which is Python code or of a class of somebody's own`);
  return { class_name: className, name, config, inbound_nodes: layer.inbound_nodes.map((node) => inboundOf(name, node)) };
}

/**
 * The layers of a model from the configuration that Keras 2 or 3 wrote.
 * @param where what it was read from, for who reads a refusal
 * @throws EngineError CORRUPT for what is no JSON; UNSUPPORTED naming the layer, and the key, that is not read
 */
export function readKerasConfig(text: Uint8Array | string, where: string): { architecture: Architecture & Pick<Network, "inputScale">; kerasLayers: KerasLayer[] } {
  const json = parseBoundedJson(text, where);
  const outer = z.looseObject({ class_name: z.string().max(200), module: z.string().nullish(), registered_name: z.string().nullish() }).safeParse(json);
  if (outer.success && isCustom(outer.data.module, outer.data.registered_name)) throw new EngineError("UNSUPPORTED", `The model is of the class ${outer.data.class_name}, somebody's own: its code is not in the file. Sequential and Functional models of Keras' layers are read.`, { path: ["class_name"] });
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) throw new EngineError("UNSUPPORTED", `${where} describes no layers. Sequential and Functional models of Keras' layers are read.`, { cause: parsed.error });
  const { class_name: className, config } = parsed.data;
  const layers = config.layers.map(plainLayer);
  // Keras writes the ends of a model that was given them by name as {name: [layer, 0, 0]}.
  for (const key of ["input_layers", "output_layers"]) if (config[key] !== undefined && !Array.isArray(config[key])) throw new EngineError("UNSUPPORTED", `A model of one input and one output is read, written as a list, not as ${typeof config[key]}.`, { path: [key] });
  const topology = topologySchema.parse({ class_name: className, config: { ...config, layers } });
  const architecture = readTopology(topology);
  placeLayers(architecture); // before any weight is read
  return { architecture, kerasLayers: layers.map((layer) => ({ name: nameOf(layer), className: layer.class_name })) };
}

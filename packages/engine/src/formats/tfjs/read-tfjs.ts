import { z } from "zod";
import { EngineError } from "../../errors.ts";
import { parseBoundedJson } from "../bounded-json.ts";
import { fromFloat16 } from "../../network/float16.ts";
import type { Network, Weight } from "../../network/network.ts";
import { checkNetwork, sizeOf } from "../../network/network.ts";
import { isDilatedDepthwise } from "./dilated-depthwise.ts";
import { readTopology, topologySchema } from "./topology.ts";

/** What a model may ask of this machine. */
export const tfjsLimits = { jsonBytes: 16 * 1024 * 1024, weightBytes: 2 ** 31 - 1, tensors: 100_000 } as const;

const quantizationSchema = z.union([z.object({ dtype: z.enum(["uint8", "uint16"]), scale: z.number(), min: z.number() }), z.object({ dtype: z.literal("float16") })]);
const weightSchema = z.object({ name: z.string(), shape: z.array(z.int().min(0)), dtype: z.string(), group: z.string().optional(), quantization: quantizationSchema.optional() });
const manifestSchema = z.array(z.object({ paths: z.array(z.string()).max(10_000), weights: z.array(weightSchema).max(tfjsLimits.tensors) })).max(1000);
const fileSchema = z.object({ modelTopology: z.unknown(), weightsManifest: manifestSchema });

/** Reads a file that lies beside model.json, of so many bytes at the most. */
export type Beside = (name: string, mostBytes: number) => Uint8Array;
type Spec = z.infer<typeof weightSchema>;

const corrupt = (why: string, cause?: unknown): EngineError => new EngineError("CORRUPT", `This is no sound TensorFlow.js layers model: ${why}.`, { cause });
const elementBytes = { uint8: 1, uint16: 2, float16: 2 } as const;
const bytesOf = ({ shape, quantization }: Spec): number => sizeOf(shape) * (quantization ? elementBytes[quantization.dtype] : 4);

/** Values of one weight. Source of the formula: tensorflow/tfjs, tfjs-core/src/io/io_utils.ts, decodeWeights. */
function valuesOf({ quantization }: Spec, bytes: Uint8Array): Float32Array {
  const own = Uint8Array.from(bytes).buffer; // a copy: aligned, and independent of the file's buffer
  if (!quantization) return new Float32Array(own);
  if (quantization.dtype === "float16") return fromFloat16(new Uint16Array(own));
  const { scale, min, dtype } = quantization;
  return Float32Array.from(dtype === "uint8" ? new Uint8Array(own) : new Uint16Array(own), (value) => value * scale + min);
}

/** A plain name: nothing outside of the model's own folder is read. */
function plain(name: string): string {
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name)) throw new EngineError("UNSUPPORTED", `The model names the weights' file ${JSON.stringify(name)}; files that lie beside model.json are read.`);
  return name;
}

/** "model/dense_1/kernel:0" and "dense_1/kernel" are the same weight. */
const keyOf = (name: string): string => name.replace(/:0$/, "").split("/").slice(-2).join("/");

function groupWeights({ paths, weights }: z.infer<typeof manifestSchema>[number], left: number, beside: Beside): [string, Weight][] {
  const needed = weights.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (!(needed <= left)) throw new EngineError("UNSUPPORTED", `The model says that its weights have ${needed} bytes; ${tfjsLimits.weightBytes} are read at the most.`);
  let rest = needed;
  const parts = paths.map((path) => {
    const part = beside(plain(path), rest);
    rest -= part.length;
    return part;
  });
  if (rest !== 0) throw corrupt(`${paths.join(", ")} have ${needed - rest} bytes, and the weights they hold need ${needed}`);
  const bytes = Buffer.concat(parts);
  let at = 0;
  const found: [string, Weight][] = [];
  for (const spec of weights) {
    const end = at + bytesOf(spec);
    if (spec.group !== "optimizer") {
      if (spec.dtype !== "float32") throw new EngineError("UNSUPPORTED", `Weight ${spec.name} is ${spec.dtype}; float32 is read.`, { path: ["weights", spec.name] });
      found.push([keyOf(spec.name), { shape: spec.shape, values: valuesOf(spec, bytes.subarray(at, end)) }]);
    }
    at = end;
  }
  return found;
}

/**
 * A network from model.json and the files of weights that it names. A softmax at the end is left out: the last layer gives logits.
 * @throws EngineError CORRUPT where the files do not fit each other; UNSUPPORTED naming a layer that is not known, or what is too large
 */
export function readTfjs(json: Uint8Array, beside: Beside): Network {
  if (json.length > tfjsLimits.jsonBytes) throw new EngineError("UNSUPPORTED", `model.json has ${json.length} bytes; ${tfjsLimits.jsonBytes} are read at the most.`);
  const document = parseBoundedJson(json, "model.json");
  let parsed: z.infer<typeof fileSchema>;
  try {
    parsed = fileSchema.parse(document);
  } catch (cause) {
    throw corrupt("model.json has no modelTopology and weightsManifest that can be read", cause);
  }
  const topology = topologySchema.safeParse(parsed.modelTopology);
  if (!topology.success) throw new EngineError("UNSUPPORTED", "modelTopology describes no layers. A graph model is not read: convert it as a layers model, or give the model as ONNX.", { cause: topology.error });
  const architecture = readTopology(topology.data);
  const dilated = architecture.layers.find(({ className, config }) => isDilatedDepthwise(className, config));
  if (dilated) throw new EngineError("UNSUPPORTED", `Layer ${dilated.name}: TensorFlow.js computes a DepthwiseConv2D without its dilation_rate, and Keras with it: what was meant is not told. Give the model as ONNX, or as Keras saved it.`, { path: ["layers", dilated.name, "dilation_rate"] });
  const paths = parsed.weightsManifest.flatMap((group) => group.paths);
  // Else a small file could stand for the same bytes a thousand times, and be a thousand times as large in memory.
  if (new Set(paths).size < paths.length) throw corrupt("it names a file of weights twice");
  let left: number = tfjsLimits.weightBytes;
  const weights = new Map<string, Weight>();
  for (const group of parsed.weightsManifest) {
    for (const [key, weight] of groupWeights(group, left, beside)) {
      if (weights.has(key)) throw new EngineError("CORRUPT", `The weight ${key} is given twice; names that differ before their last two parts are the same weight.`, { path: ["weights", key] });
      weights.set(key, weight);
    }
    left -= group.weights.reduce((sum, spec) => sum + bytesOf(spec), 0);
  }
  const network = { ...architecture, weights: Object.fromEntries(weights) };
  checkNetwork(network);
  return network;
}

import { z } from "zod";
import { EngineError } from "../errors.ts";
import type { Network, Weight } from "../network/network.ts";
import { checkNetwork } from "../network/network.ts";
import type { Quantization } from "../network/quantization.ts";
import { floatsOf, storedValues } from "../network/quantization.ts";
import { parseBoundedJson } from "./bounded-json.ts";
import type { Format } from "./format.ts";
import type { FileTensor } from "./tensor-file.ts";
import { decodeTensorFile, encodeTensorFile } from "./tensor-file.ts";

const quantizationSchema: z.ZodType<Quantization> = z.object({
  mode: z.enum(["static", "dynamic", "weight-only"]),
  weights: z.record(z.string(), z.discriminatedUnion("type", [z.object({ type: z.literal("float16") }), z.object({ type: z.literal("int8"), scales: z.array(z.number().gt(0)).min(1) })])),
  activationType: z.enum(["uint8", "int8"]),
  activations: z.record(z.string(), z.object({ scale: z.number().gt(0), zeroPoint: z.int().min(-128).max(255) })),
});

const architectureSchema = z.object({
  inputShape: z.array(z.int().min(1)).min(1),
  inputScale: z.number().gt(0),
  layers: z.array(z.object({ className: z.string(), name: z.string(), config: z.record(z.string(), z.unknown()), inbound: z.array(z.string()) })).max(10_000),
  quantization: quantizationSchema.exactOptional(),
  text: z.object({ tokenizer: z.string(), padding: z.int().min(0) }).exactOptional(),
  notice: z.string().max(4096).exactOptional(),
  pruned: z.array(z.string()).max(100_000).exactOptional(),
});

const metadataKey = "joulemark_network";

/** Layers as text, without the weights. */
export const encodeArchitecture = ({ inputShape, inputScale, layers, quantization, text, notice, pruned }: Network): string => JSON.stringify({ inputShape, inputScale, layers, ...(quantization ? { quantization } : {}), ...(text ? { text } : {}), ...(notice === undefined ? {} : { notice }), ...(pruned ? { pruned } : {}) });

/** @throws EngineError CORRUPT */
export function decodeArchitecture(text: string | undefined): Omit<Network, "weights"> {
  if (text === undefined) throw new EngineError("CORRUPT", `The file does not describe its layers (metadata ${metadataKey}).`);
  const json = parseBoundedJson(text, "The description of the layers");
  try {
    return architectureSchema.parse(json);
  } catch (cause) {
    throw new EngineError("CORRUPT", "The description of the layers cannot be read.", { cause });
  }
}

/** Weights as safetensors, those of a quantized network as it stores them; layers in the metadata. */
export const safetensors: Format = {
  id: "safetensors",
  fileName: "model.safetensors",
  mediaType: "application/vnd.safetensors",
  // The length of the header comes first, and the header is a JSON object.
  recognizes: (bytes) => bytes.length > 8 && bytes[8] === 0x7b && bytes[6] === 0 && bytes[7] === 0,
  encode(network) {
    const tensors = Object.fromEntries(Object.entries(network.weights).map(([key, { shape, values }]): [string, FileTensor] => {
      const stored = network.quantization?.weights[key];
      return [key, stored ? { dtype: stored.type === "int8" ? "I8" : "F16", shape, values: storedValues(key, values, stored) } : { dtype: "F32", shape, values }];
    }));
    return encodeTensorFile({ tensors, metadata: { [metadataKey]: encodeArchitecture(network) } });
  },
  decode(bytes) {
    const { tensors, metadata } = decodeTensorFile(bytes);
    const architecture = decodeArchitecture(metadata[metadataKey]);
    const weights = Object.fromEntries(
      Object.entries(tensors).map(([key, { dtype, shape, values }]): [string, Weight] => {
        const of = architecture.quantization?.weights ?? {};
        const stored = Object.hasOwn(of, key) ? of[key] : undefined;
        if (dtype !== (stored ? (stored.type === "int8" ? "I8" : "F16") : "F32")) throw new EngineError("UNSUPPORTED", `Weight ${key} is ${dtype}, and the description of the layers does not say what that stands for.`, { path: ["weights", key] });
        return [key, { shape, values: stored ? floatsOf(values as Int8Array | Uint16Array, stored) : (values as Float32Array) }];
      }),
    );
    const network = { ...architecture, weights };
    checkNetwork(network);
    return network;
  },
};

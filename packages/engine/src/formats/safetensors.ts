import { z } from "zod";
import { EngineError } from "../errors.ts";
import type { Network, Weight } from "../network/network.ts";
import { checkNetwork } from "../network/network.ts";
import type { Format } from "./format.ts";
import { decodeTensorFile, encodeTensorFile } from "./tensor-file.ts";

const architectureSchema = z.object({
  inputShape: z.array(z.int().min(1)).min(1),
  inputScale: z.number().gt(0),
  layers: z.array(z.object({ className: z.string(), name: z.string(), config: z.record(z.string(), z.unknown()), inbound: z.array(z.string()) })),
});

const metadataKey = "joulemark_network";

/** Layers as text, without the weights. */
export const encodeArchitecture = ({ inputShape, inputScale, layers }: Network): string => JSON.stringify({ inputShape, inputScale, layers });

/** @throws EngineError CORRUPT */
export function decodeArchitecture(text: string | undefined): Pick<Network, "inputShape" | "inputScale" | "layers"> {
  if (text === undefined) throw new EngineError("CORRUPT", `The file does not describe its layers (metadata ${metadataKey}).`);
  try {
    return architectureSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new EngineError("CORRUPT", "The description of the layers cannot be read.", { cause });
  }
}

/** Weights as safetensors, layers in its metadata. */
export const safetensors: Format = {
  id: "safetensors",
  fileName: "model.safetensors",
  mediaType: "application/vnd.safetensors",
  // The length of the header comes first, and the header is a JSON object.
  recognizes: (bytes) => bytes.length > 8 && bytes[8] === 0x7b && bytes[6] === 0 && bytes[7] === 0,
  encode(network) {
    const tensors = Object.fromEntries(Object.entries(network.weights).map(([key, { shape, values }]) => [key, { dtype: "F32" as const, shape, values }]));
    return encodeTensorFile({ tensors, metadata: { [metadataKey]: encodeArchitecture(network) } });
  },
  decode(bytes) {
    const { tensors, metadata } = decodeTensorFile(bytes);
    const weights = Object.fromEntries(
      Object.entries(tensors).map(([key, { shape, values }]): [string, Weight] => {
        if (!(values instanceof Float32Array)) throw new EngineError("UNSUPPORTED", `Weight ${key} is not float32.`, { path: ["weights", key] });
        return [key, { shape, values }];
      }),
    );
    const network = { ...decodeArchitecture(metadata[metadataKey]), weights };
    checkNetwork(network);
    return network;
  },
};

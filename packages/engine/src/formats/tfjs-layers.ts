import { EngineError } from "../errors.ts";
import type { Format } from "./format.ts";
import { readTfjs } from "./tfjs/read-tfjs.ts";
import { weightsFile, writeTfjs } from "./tfjs/write-tfjs.ts";

/** TensorFlow.js layers model: model.json, its weights in files beside it. */
export const tfjsLayers: Format = {
  id: "tfjs-layers",
  fileName: "model.json",
  mediaType: "application/json",
  recognizes: (bytes) => bytes[0] === 0x7b && Buffer.from(bytes.subarray(0, 4096)).includes('"modelTopology"'),
  encode: (network) => writeTfjs(network).json,
  encodeBeside: (network) => [{ name: weightsFile, bytes: writeTfjs(network).weights }],
  decode(bytes, beside) {
    if (!beside) throw new EngineError("UNSUPPORTED", "A TensorFlow.js model has its weights in files beside model.json, and this one is alone.");
    return readTfjs(bytes, beside);
  },
};

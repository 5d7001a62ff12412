import { EngineError } from "../errors.ts";
import { encodeOnnx } from "./onnx/encode-onnx.ts";
import type { Format } from "./format.ts";
import type { OnnxSummary } from "./onnx/read-onnx.ts";
import { looksLikeOnnx, readOnnx } from "./onnx/read-onnx.ts";

/** Networks out, float32 or quantized; in, only what predicts: a graph of operators does not tell its layers. */
export const onnx: Format & { recognizes(bytes: Uint8Array): boolean; read(bytes: Uint8Array): OnnxSummary } = {
  id: "onnx",
  fileName: "model.onnx",
  mediaType: "application/onnx",
  recognizes: looksLikeOnnx,
  encode: (network) => encodeOnnx(network),
  decode() {
    throw new EngineError("UNSUPPORTED", "An ONNX model predicts, as a teacher of distill, and has no layers that could be trained: give a safetensors file, or a tfjs layers model, for those.");
  },
  read: readOnnx,
};

import { hdf5Limits } from "./hdf5/hdf5-limits.ts";
import { looksLikeHdf5 } from "./hdf5/read-hdf5.ts";
import { kerasLimits } from "./keras/keras-limits.ts";
import { looksLikeOnnx, onnxLimits } from "./onnx/read-onnx.ts";
import { safetensors } from "./safetensors.ts";
import { tfjsLimits } from "./tfjs/read-tfjs.ts";

/** As much as Node reads into one buffer. */
const BUFFER_BYTES = 2 ** 31 - 1;
const OTHER_BYTES = 64 * 1024 * 1024;
const begins = (head: Uint8Array, text: string): boolean => Buffer.from(head.subarray(0, text.length)).toString("latin1") === text;

/** How many bytes are read of a file that begins so, and what it is taken for; null: for nothing that could be a model or data. */
export function mostBytes(head: Uint8Array): { bytes: number; kind: string | null } {
  if (looksLikeHdf5(head)) return { bytes: hdf5Limits.fileBytes, kind: "an HDF5 file" };
  if (begins(head, "PK")) return { bytes: hdf5Limits.fileBytes + 4 * kerasLimits.configBytes, kind: "a zip archive" };
  if (safetensors.recognizes!(head)) return { bytes: BUFFER_BYTES, kind: "a safetensors file" };
  if (looksLikeOnnx(head)) return { bytes: onnxLimits.fileBytes, kind: "an ONNX model" };
  if (/^[\s\uFEFF]*\{/.test(Buffer.from(head.subarray(0, 64)).toString("utf8"))) return { bytes: tfjsLimits.jsonBytes, kind: "JSON" };
  if (begins(head, "\u0093NUMPY") || begins(head, "\0\0")) return { bytes: BUFFER_BYTES, kind: "an array" };
  return { bytes: OTHER_BYTES, kind: null };
}

import { EngineError } from "./errors.ts";
import { describeForeign } from "./formats/foreign-files.ts";
import type { FolderOptions } from "./formats/huggingface/read-folder.ts";
import { isHuggingFaceFolder, readHuggingFaceFolder } from "./formats/huggingface/read-folder.ts";
import { onnx } from "./formats/onnx.ts";
import { formats } from "./formats/registry.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import type { Network } from "./network/network.ts";
import { isFolder, readBeside, readWhole } from "./whole-file.ts";

/**
 * A model from disk, of any format: a network, or what only predicts. Its bytes decide, not its name.
 * @throws EngineError naming the file and why it is not read: damaged, too large, a pickle, of no kind that is known, with a weight that is no number
 */
export function readModelFile(path: string): Network | ForeignModel {
  if (isFolder(path)) return readModelFolder(path);
  const bytes = readWhole(path);
  const format = formats.find((candidate) => candidate.recognizes?.(bytes));
  if (!format) {
    describeForeign(path, bytes);
    throw new EngineError("UNSUPPORTED", `${path} is no model that is read here (its first bytes are ${Buffer.from(bytes.subarray(0, 8)).toString("hex")}): ${formats.map(({ id }) => id).join(", ")} are.`);
  }
  try {
    if (format !== onnx) return checkFinite(format.decode(bytes, (name, mostBytes) => readBeside(path, name, mostBytes)));
    onnx.read(bytes);
    return { format: "onnx", bytes };
  } catch (cause) {
    throw named(path, cause);
  }
}

/** Where the first value stands that is no finite number; -1: nowhere. A plain loop, since networks have millions. */
function brokenAt(values: Float32Array): number {
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) return at;
  return -1;
}

/** @throws EngineError INVALID_INPUT naming a weight that is no number: whatever reads the network would give none either */
function checkFinite(network: Network): Network {
  for (const [key, { values }] of Object.entries(network.weights)) {
    const at = brokenAt(values);
    if (at >= 0) throw new EngineError("INVALID_INPUT", `Weight ${key} has a value that is no finite number: ${values[at]} at place ${at} of ${values.length}.`, { path: ["weights", key] });
  }
  return network;
}

/** A refusal that names the file, too. */
function named(path: string, cause: unknown): unknown {
  return cause instanceof EngineError ? new EngineError(cause.code, `${path}: ${cause.message}`, { ...(cause.path ? { path: cause.path } : {}), cause }) : cause;
}

/**
 * A model from a folder of Hugging Face's.
 * @throws EngineError naming the folder, the file in it and the key or tensor that is not read
 */
export function readModelFolder(path: string, options: FolderOptions = {}): Network {
  if (!isHuggingFaceFolder(path)) throw new EngineError("UNSUPPORTED", `${path} is a folder without config.json: name a file in it, or a folder as Hugging Face's libraries save one.`);
  try {
    return checkFinite(readHuggingFaceFolder(path, options));
  } catch (cause) {
    throw named(path, cause);
  }
}

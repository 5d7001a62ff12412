import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onnx } from "./formats/onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import { readModelFile } from "./model-file.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import { isForeign } from "./network/foreign-model.ts";
import type { Network } from "./network/network.ts";

/** A model from disk as a work folder has it below `base/`. @throws EngineError naming the file and why it is not read */
export function baseFile(path: string): { name: string; bytes: Uint8Array } {
  const model = readModelFile(path);
  return isForeign(model) ? { name: onnx.fileName, bytes: model.bytes } : { name: safetensors.fileName, bytes: safetensors.encode(model) };
}

/** The base of a work folder: a network, or what only predicts; null where there is none. @throws EngineError CORRUPT or UNSUPPORTED */
export function readBase(folder: string): Network | ForeignModel | null {
  const found = [safetensors, onnx].map(({ fileName }) => join(folder, "base", fileName)).find((path) => existsSync(path));
  if (found === undefined) return null;
  const bytes = readFileSync(found);
  return found.endsWith(onnx.fileName) ? { format: "onnx", bytes } : safetensors.decode(bytes);
}

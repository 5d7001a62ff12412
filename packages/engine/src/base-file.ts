import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onnx } from "./formats/onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import { readModelFile } from "./model-file.ts";
import { modelFolder } from "./model-folder.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import { isForeign } from "./network/foreign-model.ts";
import type { Network } from "./network/network.ts";

/** A base as a work folder has it. */
export interface BaseFile {
  fileName: string;
  bytes: Uint8Array;
}

/** A model from disk as a work folder has it below `base/`: an ONNX model as it is, a network of any other format in ours. @throws EngineError naming the file and why it is not read */
export function readBaseFile(path: string): BaseFile {
  const model = readModelFile(path);
  return isForeign(model) ? { fileName: onnx.fileName, bytes: model.bytes } : { fileName: safetensors.fileName, bytes: safetensors.encode(model) };
}

/** Further models of a work folder, by the names that steps give them. @throws EngineError CORRUPT or UNSUPPORTED */
export function readModels(folder: string, names: string[]): Map<string, Network | ForeignModel> {
  return new Map([...new Set(names)].flatMap((name) => {
    const model = modelIn(modelFolder(folder, name));
    return model ? [[name, model] as const] : [];
  }));
}

/** The base of a work folder: a network, or what only predicts; null where there is none. @throws EngineError CORRUPT or UNSUPPORTED */
export const readBase = (folder: string): Network | ForeignModel | null => modelIn(join(folder, "base"));

function modelIn(folder: string): Network | ForeignModel | null {
  const found = [safetensors, onnx].map(({ fileName }) => join(folder, fileName)).find((path) => existsSync(path));
  if (found === undefined) return null;
  const bytes = readFileSync(found);
  return found.endsWith(onnx.fileName) ? { format: "onnx", bytes } : safetensors.decode(bytes);
}

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onnx } from "./formats/onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import { readModelFile } from "./model-file.ts";
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

/** Where a work folder has a further model that a step names by its file. */
export const modelFolder = (folder: string, file: string): string => join(folder, "models", createHash("sha256").update(file).digest("hex").slice(0, 16));

/** Further models of a work folder, by the files that steps name. @throws EngineError CORRUPT or UNSUPPORTED */
export function readModels(folder: string, files: string[]): Map<string, Network | ForeignModel> {
  return new Map(files.flatMap((file) => {
    const model = modelIn(modelFolder(folder, file));
    return model ? [[file, model] as const] : [];
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

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "./errors.ts";
import { onnx } from "./formats/onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import type { Network } from "./network/network.ts";
import { writeWhole } from "./work-folder.ts";

const pathOf = (folder: string, { fileName }: { fileName: string }): string => join(folder, "base", fileName);

/** Puts a model from disk where a work folder has its base, checked. @throws EngineError naming the file and what is wrong with it */
export function placeBase(folder: string, path: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) throw new EngineError("INVALID_INPUT", `base.file: there is no file ${path}.`, { path: ["base", "file"] });
  const bytes = readFileSync(path);
  if (onnx.recognizes(bytes)) {
    onnx.read(bytes);
    writeWhole(pathOf(folder, onnx), bytes);
  } else writeWhole(pathOf(folder, safetensors), bytes);
}

/** The base of a work folder: a network, or what only predicts; null where there is none. @throws EngineError CORRUPT or UNSUPPORTED */
export function readBase(folder: string): Network | ForeignModel | null {
  if (existsSync(pathOf(folder, safetensors))) return safetensors.decode(readFileSync(pathOf(folder, safetensors)));
  if (existsSync(pathOf(folder, onnx))) return { format: "onnx", bytes: readFileSync(pathOf(folder, onnx)) };
  return null;
}

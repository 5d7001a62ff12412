import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "./errors.ts";
import { onnx } from "./formats/onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import type { Network } from "./network/network.ts";

/** A base as a work folder has it. */
export interface BaseFile {
  fileName: string;
  bytes: Uint8Array;
}

const pathOf = (folder: string, { fileName }: { fileName: string }): string => join(folder, "base", fileName);

/**
 * A model from disk as a base: an ONNX model as it is, a network of any other format in ours.
 * @param decode reads a network, and throws EngineError naming what is wrong with it
 * @throws EngineError naming the file and what is wrong with it
 */
export function readBaseFile(path: string, decode: (path: string) => Network): BaseFile {
  if (!existsSync(path) || !statSync(path).isFile()) throw new EngineError("INVALID_INPUT", `base.file: there is no file ${path}.`, { path: ["base", "file"] });
  const bytes = readFileSync(path);
  if (!onnx.recognizes(bytes)) return { fileName: safetensors.fileName, bytes: safetensors.encode(decode(path)) };
  onnx.read(bytes);
  return { fileName: onnx.fileName, bytes };
}

/** The base of a work folder: a network, or what only predicts; null where there is none. @throws EngineError CORRUPT or UNSUPPORTED */
export function readBase(folder: string): Network | ForeignModel | null {
  if (existsSync(pathOf(folder, safetensors))) return safetensors.decode(readFileSync(pathOf(folder, safetensors)));
  if (existsSync(pathOf(folder, onnx))) return { format: "onnx", bytes: readFileSync(pathOf(folder, onnx)) };
  return null;
}

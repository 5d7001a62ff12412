import { dirname, extname, join } from "node:path";
import { EngineError } from "./errors.ts";
import { onnx } from "./formats/onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import { tfjsLayers } from "./formats/tfjs-layers.ts";
import { readModelFile, readModelFolder } from "./model-file.ts";
import { isForeign } from "./network/foreign-model.ts";
import { isFolder } from "./whole-file.ts";
import { writeWhole } from "./work-folder.ts";

const byEnding = { ".safetensors": safetensors, ".onnx": onnx, ".json": tfjsLayers } as const;

/** Writes a network in the format that the ending of `to` names. @param options tokens: of an example, where `from` is a folder whose model reads texts. @throws EngineError naming what is not read, not written, or unknown */
export function convertModel(from: string, to: string, { tokens }: { tokens?: number } = {}): void {
  const format = byEnding[extname(to) as keyof typeof byEnding];
  if (!format) throw new EngineError("INVALID_INPUT", `${to} must end in ${Object.keys(byEnding).join(", ")}: that says which format is written.`);
  const folder = isFolder(from);
  if (tokens !== undefined && !folder) throw new EngineError("INVALID_INPUT", `--tokens belongs to a folder of Hugging Face's; ${from} has its own length.`);
  const model = folder ? readModelFolder(from, tokens === undefined ? {} : { tokens }) : readModelFile(from);
  if (isForeign(model)) throw new EngineError("UNSUPPORTED", `${from} is an ONNX model: it predicts, and has no layers that could be written in another format.`);
  for (const { name, bytes } of format.encodeBeside?.(model) ?? []) writeWhole(join(dirname(to), name), bytes);
  writeWhole(to, format.encode(model));
}

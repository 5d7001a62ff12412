import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { EngineError } from "../../errors.ts";
import type { Network } from "../../network/network.ts";
import { checkNetwork } from "../../network/network.ts";
import { parseBoundedJson } from "../bounded-json.ts";
import { decodeTensorFile } from "../tensor-file.ts";
import { readBertConfig } from "./bert-config.ts";
import { bertLayers } from "./bert-layers.ts";
import { bertWeights, unneeded } from "./bert-weights.ts";
import { readSentenceModules } from "./sentence-modules.ts";
import { readTokenizer } from "./tokenizer-file.ts";

const LIMIT_BYTES = { card: 1024 * 1024, json: 32 * 1024 * 1024, weights: 2 ** 31 - 1 };

export interface FolderOptions {
  /** Tokens of an example; longer texts are cut. Default: as many as the folder says. */
  tokens?: number;
}

/** Whether a path is a folder as Hugging Face's libraries save one. */
export const isHuggingFaceFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true && existsSync(join(path, "config.json"));

function readBytes(folder: string, name: string, limitBytes: number, why: string): Uint8Array {
  const path = join(folder, name);
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isFile()) throw new EngineError("INVALID_INPUT", `There is no ${name}: ${why}`, { path: [name] });
  if (status.size > limitBytes) throw new EngineError("UNSUPPORTED", `${name} has ${status.size} bytes; ${limitBytes} are read at the most.`, { path: [name] });
  return readFileSync(path);
}

/** The licence that the model card states in its head. */
function noticeOf(folder: string): string {
  const card = join(folder, "README.md");
  const status = statSync(card, { throwIfNoEntry: false });
  const sizeBytes = status?.isFile() ? status.size : 0;
  const licence = sizeBytes > 0 && sizeBytes <= LIMIT_BYTES.card ? /^license:\s*(\S{1,100})$/m.exec(readFileSync(card, "utf8"))?.[1] : undefined;
  return `Weights of ${basename(resolve(folder))}, licence ${licence ?? "not stated in its folder"}.`;
}

/** As many tokens as the folder says that it takes, and as have a position. */
function tokensOf(readJson: (name: string) => unknown, positions: number): number {
  const said = ([["sentence_bert_config.json", "max_seq_length"], ["tokenizer_config.json", "model_max_length"]] as const).map(([name, key]) => (readJson(name) as Record<string, unknown> | null)?.[key]);
  return Math.min(positions, ...said.filter((value): value is number => Number.isInteger(value) && (value as number) >= 2).slice(0, 1));
}

/**
 * A BERT encoder with mean pooling, saved as transformers or sentence-transformers do: config.json, model.safetensors, tokenizer.json, and modules.json where there is one.
 * The network reads texts and gives their embeddings.
 * @throws EngineError naming the file and the key or tensor: UNSUPPORTED for what is computed otherwise, INVALID_INPUT for what is missing or does not fit, CORRUPT
 */
export function readHuggingFaceFolder(folder: string, { tokens }: FolderOptions = {}): Network {
  const json = (name: string, why: string): unknown => parseBoundedJson(readBytes(folder, name, LIMIT_BYTES.json, why), name);
  const optional = (name: string): unknown => (existsSync(join(folder, name)) ? json(name, "") : null);
  const stated = json("config.json", "it describes the model.") as Record<string, unknown>;
  const config = readBertConfig(stated);
  const { normalizes } = readSentenceModules(optional);
  const steps = tokens ?? tokensOf(optional, config.positions);
  if (!Number.isInteger(steps) || steps < 2 || steps > config.positions) throw new EngineError("INVALID_INPUT", `Tokens must be a whole number from 2 to ${config.positions}, the positions that the model has, not ${steps}.`, { path: ["tokens"] });
  const tokenizer = readTokenizer(json("tokenizer.json", "save the tokenizer by a fast one: AutoTokenizer.from_pretrained(FOLDER, use_fast=True).save_pretrained(FOLDER).") as Record<string, unknown>, config.vocabulary);
  const { tensors } = decodeTensorFile(readBytes(folder, "model.safetensors", LIMIT_BYTES.weights, "weights are read as safetensors, in one file. Pickles are not read: model.save_pretrained(FOLDER, safe_serialization=True)."), unneeded);
  const types = Number.isInteger(stated["type_vocab_size"]) ? (stated["type_vocab_size"] as number) : 2;
  const network: Network = {
    inputShape: [steps], inputScale: 1, layers: bertLayers(config, normalizes), weights: bertWeights(tensors, config, types, steps),
    text: { tokenizer, padding: config.padding }, notice: noticeOf(folder),
  };
  checkNetwork(network);
  return network;
}

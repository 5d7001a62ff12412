import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { EngineError } from "../../errors.ts";
import type { Network } from "../../network/network.ts";
import { checkNetwork } from "../../network/network.ts";
import { decodeTensorFile } from "../tensor-file.ts";
import { readBertConfig } from "./bert-config.ts";
import { bertLayers } from "./bert-layers.ts";
import { bertWeights, unneeded } from "./bert-weights.ts";
import type { FolderFiles } from "./folder-files.ts";
import { openFolder } from "./folder-files.ts";
import { readSentenceModules } from "./sentence-modules.ts";
import { readTokenizer } from "./tokenizer-file.ts";
import { checkTokenizerSettings } from "./tokenizer-settings.ts";

const LIMIT_BYTES = { card: 1024 * 1024, weights: 2 ** 31 - 1 };
const WEIGHTS = "model.safetensors";

export interface FolderOptions {
  /** Tokens of an example; longer texts are cut. Default: as many as the folder says. */
  tokens?: number;
}

/** Whether a path is a folder as Hugging Face's libraries save one. */
export const isHuggingFaceFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true && existsSync(join(path, "config.json"));

/** The licence that the model card states in its head. */
function noticeOf(folder: string, files: FolderFiles): string {
  let card = "";
  try {
    card = Buffer.from(files.bytes("README.md", LIMIT_BYTES.card, "")).toString("utf8");
  } catch (error) {
    if (!(error instanceof EngineError)) throw error; // a card that is missing, or none, states nothing
  }
  return `Weights of ${basename(resolve(folder))}, licence ${/^license:\s*(\S{1,100})$/m.exec(card)?.[1] ?? "not stated in its folder"}.`;
}

/** As many tokens as the folder says that it takes, and as have a position. */
function tokensOf(files: FolderFiles, positions: number): number {
  const said = ([["sentence_bert_config.json", "max_seq_length"], ["tokenizer_config.json", "model_max_length"]] as const).flatMap(([name, key]) => {
    const value = files.optionalObject(name)?.[key] ?? null;
    if (value !== null && (!Number.isInteger(value) || (value as number) < 2)) throw new EngineError("UNSUPPORTED", `${name}: ${key} is ${JSON.stringify(value)}; a whole number from 2 is read.`, { path: [name, key] });
    return value === null ? [] : [value as number];
  });
  return Math.min(positions, ...said.slice(0, 1));
}

/** What transformers would read besides, or in place of, the one file of weights. */
function checkWeightFiles(files: FolderFiles): void {
  if (files.has("adapter_config.json")) throw new EngineError("UNSUPPORTED", "adapter_config.json: an adapter (LoRA and the like) stands beside the weights, and is not read. Merge it: model.merge_and_unload().save_pretrained(FOLDER).", { path: ["adapter_config.json"] });
  const index = `${WEIGHTS}.index.json`;
  if (!files.has(WEIGHTS) && files.has(index)) throw new EngineError("UNSUPPORTED", `${index}: the weights are in several files; one is read: model.save_pretrained(FOLDER, max_shard_size="2GB").`, { path: [index] });
}

/**
 * A BERT encoder with mean pooling, saved as transformers or sentence-transformers do: config.json, model.safetensors, tokenizer.json, and modules.json where there is one.
 * The network reads texts and gives their embeddings.
 * @throws EngineError naming the file and the key or tensor: UNSUPPORTED for what is computed otherwise, INVALID_INPUT for what is missing or does not fit, CORRUPT
 */
export function readHuggingFaceFolder(folder: string, { tokens }: FolderOptions = {}): Network {
  const files = openFolder(folder);
  const stated = files.object("config.json", "it describes the model.");
  const config = readBertConfig(stated);
  const { normalizes } = readSentenceModules(files, config.hidden);
  const steps = tokens ?? tokensOf(files, config.positions);
  if (!Number.isInteger(steps) || steps < 2 || steps > config.positions) throw new EngineError("INVALID_INPUT", `Tokens must be a whole number from 2 to ${config.positions}, the positions that the model has, not ${steps}.`, { path: ["tokens"] });
  const json = files.object("tokenizer.json", "save the tokenizer by a fast one: AutoTokenizer.from_pretrained(FOLDER, use_fast=True).save_pretrained(FOLDER).");
  const tokenizer = readTokenizer(json, config.vocabulary);
  checkTokenizerSettings(files.optionalObject("tokenizer_config.json") ?? {}, json, config.padding);
  checkWeightFiles(files);
  const { tensors } = decodeTensorFile(files.bytes(WEIGHTS, LIMIT_BYTES.weights, "weights are read as safetensors, in one file. Pickles are not read: model.save_pretrained(FOLDER, safe_serialization=True)."), unneeded);
  const types = Number.isInteger(stated["type_vocab_size"]) ? (stated["type_vocab_size"] as number) : 2;
  const network: Network = {
    inputShape: [steps], inputScale: 1, layers: bertLayers(config, normalizes), weights: bertWeights(tensors, config, types, steps),
    text: { tokenizer, padding: config.padding }, notice: noticeOf(folder, files),
  };
  checkNetwork(network);
  return network;
}

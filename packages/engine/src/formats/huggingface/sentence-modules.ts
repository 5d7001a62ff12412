import { EngineError } from "../../errors.ts";
import type { FolderFiles } from "./folder-files.ts";

/** What sentence-transformers puts behind the encoder. */
export interface SentenceModules {
  /** Whether embeddings are divided by their length. */
  normalizes: boolean;
}

const unsupported = (file: string, key: string, value: unknown, why: string): EngineError => new EngineError("UNSUPPORTED", `${file}: ${key} is ${JSON.stringify(value)}; ${why}.`, { path: [file, key] });
/** Nothing is set, as Python has it. */
const isUnset = (value: unknown): boolean => value === undefined || value === null || value === false || value === 0 || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

function checkPooling(file: string, config: Record<string, unknown>, hidden: number): void {
  const only = "only the mean of the tokens is computed here";
  const mode = config["pooling_mode"] ?? null;
  if (mode !== null && [mode].flat().join() !== "mean") throw unsupported(file, "pooling_mode", mode, only);
  const flag = Object.keys(config).find((key) => key.startsWith("pooling_mode_") && key !== "pooling_mode_mean_tokens" && !isUnset(config[key]));
  if (flag !== undefined) throw unsupported(file, flag, config[flag], only);
  if (mode === null && config["pooling_mode_mean_tokens"] !== undefined && isUnset(config["pooling_mode_mean_tokens"])) throw unsupported(file, "pooling_mode_mean_tokens", config["pooling_mode_mean_tokens"], only);
  for (const key of ["word_embedding_dimension", "embedding_dimension"]) if (config[key] !== undefined && config[key] !== hidden) throw unsupported(file, key, config[key], `the encoder gives ${hidden}`);
}

/** Settings of the encoder's module that leave what it computes as it is: how long texts may be, and how they are laid out in memory. */
const HARMLESS = new Set(["max_seq_length", "unpad_inputs"]);
/** What its other settings are where tokens go into the encoder as they are and its last hidden states come out. */
const usual: Record<string, unknown> = { transformer_task: "feature-extraction", module_output_name: "token_embeddings", modality_config: { text: { method: "forward", method_output_name: "last_hidden_state" } } };

function checkTransformer(file: string, config: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(config)) {
    if (HARMLESS.has(key) || isUnset(value) || JSON.stringify(value) === JSON.stringify(usual[key])) continue;
    throw unsupported(file, key, value, key === "do_lower_case" ? "only what tokenizer.json says of letters is done here" : Object.hasOwn(usual, key) ? `only ${JSON.stringify(usual[key])} is computed here` : "what it would change is not known here");
  }
}

/** What sentence-transformers does with every text and embedding without being asked. */
function checkWhole(file: string, config: Record<string, unknown>): void {
  const { model_type: type, default_prompt_name: prompt, truncate_dim: dimensions } = config;
  if (!isUnset(type) && type !== "SentenceTransformer") throw unsupported(file, "model_type", type, "a SentenceTransformer is read");
  if (!isUnset(prompt)) throw unsupported(file, "default_prompt_name", prompt, "no prompt is put before a text here");
  if (!isUnset(dimensions)) throw unsupported(file, "truncate_dim", dimensions, "embeddings are given whole here");
}

/**
 * Reads modules.json, and what it names. A folder without one is an encoder alone, of which sentence-transformers takes the mean; so does this.
 * @param hidden length of the encoder's vectors
 * @throws EngineError UNSUPPORTED naming a module or a setting that is not here; INVALID_INPUT for a file that is missing
 */
export function readSentenceModules(files: FolderFiles, hidden: number): SentenceModules {
  if (!files.has("modules.json")) return { normalizes: false };
  const modules = files.optional("modules.json");
  const types = (Array.isArray(modules) ? (modules as unknown[]) : []).map((module) => {
    const { type, path } = (typeof module === "object" ? module ?? {} : {}) as { type?: unknown; path?: unknown };
    return { name: String(type).split(".").at(-1)!, path: String(path ?? "") };
  });
  const order = types.map(({ name }) => name).join(", ");
  if (!/^Transformer, Pooling(, Normalize)?$/.test(order)) throw new EngineError("UNSUPPORTED", `modules.json: the modules are ${order || "none"}; Transformer, Pooling and, where embeddings have length 1, Normalize are computed here.`, { path: ["modules.json"] });
  const [transformer, pooling] = types;
  if (transformer!.path !== "" || !/^\w[\w-]*$/.test(pooling!.path)) throw new EngineError("UNSUPPORTED", `modules.json: the modules lie in ${JSON.stringify(types.slice(0, 2).map(({ path }) => path))}; the encoder is read from the folder itself, its pooling from one below it.`, { path: ["modules.json"] });
  const file = `${pooling!.path}/config.json`;
  checkPooling(file, files.object(file, "it says how tokens become one vector."), hidden);
  checkTransformer("sentence_bert_config.json", files.optionalObject("sentence_bert_config.json") ?? {});
  checkWhole("config_sentence_transformers.json", files.optionalObject("config_sentence_transformers.json") ?? {});
  return { normalizes: types.length === 3 };
}

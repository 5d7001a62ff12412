import { EngineError } from "../../errors.ts";

/** What sentence-transformers puts behind the encoder. */
export interface SentenceModules {
  /** Whether embeddings are divided by their length. */
  normalizes: boolean;
}

type ReadJson = (name: string) => unknown;
const flag = /^pooling_mode_(cls_token|max_tokens|mean_sqrt_len_tokens|weightedmean_tokens|lasttoken)$/;

function checkPooling(file: string, config: Record<string, unknown>): void {
  const modes = [config["pooling_mode"] ?? []].flat().map(String);
  const other = modes.find((mode) => mode !== "mean") ?? Object.keys(config).find((key) => flag.test(key) && config[key] === true);
  const key = modes.length > 0 ? "pooling_mode" : (other ?? "pooling_mode_mean_tokens");
  if (other !== undefined || (modes.length === 0 && config["pooling_mode_mean_tokens"] === false)) throw new EngineError("UNSUPPORTED", `${file}: ${key} is ${JSON.stringify(config[key])}; only the mean of the tokens is computed here.`, { path: [file, key] });
}

/**
 * Reads modules.json, and what it names. A folder without one is an encoder alone, of which sentence-transformers takes the mean; so does this.
 * @param readJson a file of the folder; null: it is not there
 * @throws EngineError UNSUPPORTED naming a module or a way of pooling that is not here
 */
export function readSentenceModules(readJson: ReadJson): SentenceModules {
  const modules = readJson("modules.json");
  if (modules === null) return { normalizes: false };
  const types = (Array.isArray(modules) ? modules : []).map((module: { type?: unknown; path?: unknown }) => ({ name: String(module.type).split(".").at(-1)!, path: String(module.path ?? "") }));
  const order = types.map(({ name }) => name).join(", ");
  if (!/^Transformer, Pooling(, Normalize)?$/.test(order)) throw new EngineError("UNSUPPORTED", `modules.json: the modules are ${order || "none"}; Transformer, Pooling and, where embeddings have length 1, Normalize are computed here.`, { path: ["modules.json"] });
  const file = `${types[1]!.path}/config.json`;
  checkPooling(file, (readJson(file) ?? {}) as Record<string, unknown>);
  const { do_lower_case: lower } = (readJson("sentence_bert_config.json") ?? {}) as Record<string, unknown>;
  if (lower === true) throw new EngineError("UNSUPPORTED", "sentence_bert_config.json: do_lower_case is true; only what tokenizer.json says of letters is done here.", { path: ["sentence_bert_config.json", "do_lower_case"] });
  return { normalizes: types.length === 3 };
}

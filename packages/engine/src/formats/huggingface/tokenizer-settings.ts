import { EngineError } from "../../errors.ts";
import { parseTokenizer, tokenNumber } from "./tokenizer-file.ts";

const file = "tokenizer_config.json";
const unsupported = (from: string, key: string, why: string): EngineError => new EngineError("UNSUPPORTED", `${from}: ${key} ${why}.`, { path: [from, key] });

/** Classes that take tokenizer.json as it is; transformers' other classes for BERT set its normalizer anew by tokenizer_config.json, and by their own defaults. Source: transformers, models/bert/tokenization_bert_fast.py. */
const AS_IT_IS = new Set(["PreTrainedTokenizerFast", "TokenizersBackend"]);

/** What a text becomes by tokenizer_config.json, and by tokenizer.json: transformers follows the first. */
function checkLetters(settings: Record<string, unknown>, { strip_accents: strips, lowercase, handle_chinese_chars: parts }: { strip_accents?: boolean | null | undefined; lowercase: boolean; handle_chinese_chars: boolean }): void {
  const lower = settings["do_lower_case"] ?? true;
  const both = [
    ["do_lower_case", lower, "lowercase", lowercase], ["strip_accents", settings["strip_accents"] ?? lower, "strip_accents", strips ?? lowercase],
    ["tokenize_chinese_chars", settings["tokenize_chinese_chars"] ?? true, "handle_chinese_chars", parts],
  ] as const;
  for (const [key, said, own, done] of both) if (said !== done) throw unsupported(file, key, `${settings[key] === undefined ? "is not set, which stands for" : "is"} ${JSON.stringify(said)}, and ${own} of tokenizer.json's normalizer comes to ${String(done)}: transformers follows the first, what is here the second`);
}

const isLeft = (side: unknown): boolean => typeof side === "string" && side.toLowerCase() === "left";
const contentOf = (token: unknown): unknown => (typeof token === "object" && token !== null ? (token as { content?: unknown }).content : token);
const objectOf = (value: unknown): Record<string, unknown> => (typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {});

/**
 * Checks what stands beside the vocabulary and would change the tokens of a text, or which of them are padding.
 * @param settings tokenizer_config.json
 * @param json tokenizer.json
 * @param padding the number that config.json has for it
 * @throws EngineError UNSUPPORTED naming the file and the key
 */
export function checkTokenizerSettings(settings: Record<string, unknown>, json: Record<string, unknown>, padding: number): void {
  const tokenizer = parseTokenizer(json);
  const { tokenizer_class: name, model_input_names: inputs } = settings;
  if (settings["auto_map"] !== undefined) throw unsupported(file, "auto_map", "names code of its own, and no code of a folder is run");
  if (name === "BertJapaneseTokenizer") throw unsupported(file, "tokenizer_class", "is BertJapaneseTokenizer, which parts words by a dictionary");
  if (!AS_IT_IS.has(String(name))) checkLetters(settings, tokenizer.normalizer);
  if (Array.isArray(inputs) && !inputs.includes("attention_mask")) throw unsupported(file, "model_input_names", "has no attention_mask: there, padding would be read as words");
  for (const [key, part] of [["padding_side", "padding"], ["truncation_side", "truncation"]] as const) {
    if (isLeft(settings[key])) throw unsupported(file, key, "is left; texts begin at the first place here, and are cut at their end");
    if (isLeft(objectOf(json[part])["direction"])) throw unsupported("tokenizer.json", part, "has the direction left; texts begin at the first place here, and are cut at their end");
  }
  for (const [number, token] of Object.entries(objectOf(settings["added_tokens_decoder"]))) {
    const content = contentOf(token);
    if (String(tokenNumber(tokenizer, String(content))) !== number) throw unsupported(file, "added_tokens_decoder", `adds ${JSON.stringify(content)} as ${number}, and tokenizer.json has it as ${String(tokenNumber(tokenizer, String(content)))}`);
  }
  const pads = String(contentOf(settings["pad_token"]) ?? objectOf(json["padding"])["pad_token"] ?? "[PAD]");
  const number = tokenNumber(tokenizer, pads);
  if (number !== padding) throw unsupported("config.json", "pad_token_id", `is ${padding}, and the tokenizer pads with ${JSON.stringify(pads)}, ${number === undefined ? "which has no number" : `number ${String(number)}`}: words would be taken for padding`);
}

import { z } from "zod";
import { EngineError } from "../../errors.ts";

/** Kinds whose work grows with a text alone. The library's others take patterns or lengths from the file, by which one text may take any time, or grow without end. */
const harmless: Record<string, Set<string>> = {
  normalizer: new Set(["BertNormalizer", "Sequence", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Strip", "StripAccents"]),
  pre_tokenizer: new Set(["BertPreTokenizer", "Sequence", "Whitespace", "WhitespaceSplit", "Punctuation", "Digits"]),
  post_processor: new Set(["TemplateProcessing", "BertProcessing", "RobertaProcessing"]),
  model: new Set(["WordPiece"]),
};

const partSchema = z.looseObject({ type: z.string().optional(), normalizers: z.array(z.unknown()).optional(), pretokenizers: z.array(z.unknown()).optional(), single: z.array(z.unknown()).max(64).optional(), max_input_chars_per_word: z.int().max(256).optional() });
/** As many parts of a part as one may have; as many characters of added tokens as the library makes a tree of, a node for each. */
const [MOST_PARTS, ADDED_CHARACTERS] = [32, 200_000];

const unsupported = (key: string, why: string): EngineError => new EngineError("UNSUPPORTED", `tokenizer.json: ${key} ${why}.`, { path: ["tokenizer.json", ...key.split(".")] });

function checkPart(key: string, value: unknown): void {
  const left = [value];
  for (let count = 0; left.length > 0; count++) {
    const part = left.pop() ?? null;
    if (part === null) continue;
    const parsed = partSchema.safeParse(part);
    if (!parsed.success || count + left.length > MOST_PARTS) throw unsupported(key, `is none that is read: ${parsed.success ? `it has more than ${MOST_PARTS} parts` : parsed.error.issues[0]!.message}`);
    const { type, normalizers = [], pretokenizers = [] } = parsed.data;
    if (type === undefined ? key !== "model" : !harmless[key]!.has(type)) throw unsupported(`${key}.type`, `is ${JSON.stringify(type)}; ${[...harmless[key]!].join(", ")} are read, whose work a text bounds`);
    left.push(...normalizers, ...pretokenizers);
  }
}

/**
 * Refuses a tokenizer that may take time or memory without limit.
 * @param json tokenizer.json of somebody else's
 * @throws EngineError UNSUPPORTED naming the key
 */
export function checkTokenizerWork(json: Record<string, unknown>): void {
  for (const key of Object.keys(harmless)) checkPart(key, json[key]);
  const added = Array.isArray(json["added_tokens"]) ? (json["added_tokens"] as unknown[]) : [];
  if (JSON.stringify(added.map((token) => (token as { content?: unknown } | null)?.content ?? "")).length > ADDED_CHARACTERS) throw unsupported("added_tokens", `are more than ${ADDED_CHARACTERS} characters`);
}

import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { EngineError } from "../../errors.ts";
import { checkTokenizerWork } from "./tokenizer-work.ts";

const file = "tokenizer.json";
/** What of tokenizer.json makes numbers of a text: the rest cuts and pads. The library wants a decoder, too. */
const kept = ["version", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "model", "decoder"] as const;
const unsupported = (key: string[], why: string): EngineError => new EngineError("UNSUPPORTED", `${file}: ${key.join(".")} ${why}.`, { path: [file, ...key] });

/** The kinds of a BERT tokenizer's parts. The library's others differ in places from the one that models were trained with, or take patterns from the file. */
const kinds = { normalizer: "BertNormalizer", pre_tokenizer: "BertPreTokenizer", model: "WordPiece", decoder: "WordPiece" } as const;

const placed = z.looseObject({ id: z.string(), type_id: z.literal(0) });
/** [CLS], the text, [SEP]: a text that is too long is cut before its last token. */
const template = z.object({
  type: z.literal("TemplateProcessing"),
  single: z.tuple([z.strictObject({ SpecialToken: placed }), z.strictObject({ Sequence: placed.extend({ id: z.literal("A") }) }), z.strictObject({ SpecialToken: placed })]),
  special_tokens: z.record(z.string(), z.looseObject({ ids: z.tuple([z.int()]) })),
});
const pair = z.tuple([z.string(), z.int()]);
const bert = z.object({ type: z.literal("BertProcessing"), cls: pair, sep: pair });

const tokenizerSchema = z.object({
  added_tokens: z.array(z.looseObject({ content: z.string().min(1).max(256), id: z.int().min(0), single_word: z.literal(false).optional() })).max(10_000).nullish(),
  normalizer: z.strictObject({ type: z.string(), clean_text: z.boolean(), handle_chinese_chars: z.boolean(), strip_accents: z.boolean().nullish(), lowercase: z.boolean() }),
  pre_tokenizer: z.strictObject({ type: z.string() }),
  post_processor: z.discriminatedUnion("type", [template, bert]),
  model: z.strictObject({ type: z.string().optional(), unk_token: z.string(), continuing_subword_prefix: z.string(), max_input_chars_per_word: z.int().min(1).max(256), vocab: z.custom<Record<string, unknown>>((value) => typeof value === "object" && value !== null && !Array.isArray(value), "must be words and their numbers") }),
});
export type TokenizerFile = z.infer<typeof tokenizerSchema>;

/** The number of a token: an added one's, else the vocabulary's; undefined: it has none. */
export function tokenNumber({ added_tokens: added, model: { vocab } }: TokenizerFile, token: string): unknown {
  return added?.find(({ content }) => content === token)?.id ?? (Object.hasOwn(vocab, token) ? vocab[token] : undefined);
}

/** @throws EngineError INVALID_INPUT for numbers beyond the vocabulary, UNSUPPORTED for such as the library and the one that the model was trained with take for different tokens */
function checkNumbers(tokenizer: TokenizerFile, vocabulary: number): void {
  const { added_tokens: added, model: { vocab, unk_token: unknown }, post_processor: ends } = tokenizer;
  const all = [...Object.entries(vocab), ...(added ?? []).map(({ content, id }) => [content, id] as const)];
  const beyond = all.find(([, id]) => !Number.isInteger(id) || (id as number) < 0 || (id as number) >= vocabulary);
  if (beyond) throw new EngineError("INVALID_INPUT", `${file}: the token ${JSON.stringify(beyond[0])} has the number ${String(beyond[1])}; config.json's vocab_size is ${vocabulary}.`, { path: [file, "model", "vocab"] });
  const other = added?.find(({ content, id }) => Object.hasOwn(vocab, content) && vocab[content] !== id);
  if (other) throw unsupported(["added_tokens"], `give ${JSON.stringify(other.content)} the number ${other.id}, and model.vocab gives it ${String(vocab[other.content])}`);
  if (tokenNumber(tokenizer, unknown) === undefined) throw unsupported(["model", "unk_token"], `is ${JSON.stringify(unknown)}, which has no number`);
  const special = ends.type === "BertProcessing" ? [ends.cls, ends.sep] : [ends.single[0], ends.single[2]].map(({ SpecialToken: { id } }) => [id, Object.hasOwn(ends.special_tokens, id) ? ends.special_tokens[id]!.ids[0] : undefined] as const);
  for (const [token, id] of special) if (id === undefined || tokenNumber(tokenizer, token) !== id) throw unsupported(["post_processor"], `has ${JSON.stringify(token)} as ${String(id)}, and the vocabulary as ${String(tokenNumber(tokenizer, token))}`);
}

/**
 * tokenizer.json as a BERT tokenizer.
 * @throws EngineError UNSUPPORTED naming the key that is not as BERT's tokenizers have it
 */
export function parseTokenizer(json: Record<string, unknown>): TokenizerFile {
  for (const [key, only] of Object.entries(kinds)) {
    const { type } = (typeof json[key] === "object" ? json[key] ?? {} : {}) as { type?: unknown };
    if (type !== undefined && type !== only) throw unsupported([key, "type"], `is ${JSON.stringify(type)}; ${only} is read`);
  }
  checkTokenizerWork(json);
  const parsed = tokenizerSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw unsupported(path.map(String), `is not as BERT's tokenizers have it: ${message}`);
}

/**
 * tokenizer.json without what is not needed, as text.
 * @param vocabulary entries that the network has a vector for
 * @throws EngineError UNSUPPORTED naming what is not as BERT's tokenizers have it; INVALID_INPUT for a token beyond the vocabulary
 */
export function readTokenizer(json: Record<string, unknown>, vocabulary: number): string {
  checkNumbers(parseTokenizer(json), vocabulary);
  const needed = Object.fromEntries(kept.map((key) => [key, json[key] ?? (key === "added_tokens" ? [] : null)]));
  try {
    new Tokenizer(needed, {}).encode("a");
  } catch (cause) {
    throw new EngineError("UNSUPPORTED", `${file}: ${(cause as Error).message}`, { path: [file], cause });
  }
  return JSON.stringify(needed);
}

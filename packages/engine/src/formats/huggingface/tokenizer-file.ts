import { Tokenizer } from "@huggingface/tokenizers";
import { EngineError } from "../../errors.ts";

/** What of tokenizer.json makes numbers of a text: the rest cuts and pads. The library wants a decoder, too. */
const kept = ["version", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "model", "decoder"] as const;

/**
 * tokenizer.json without what is not needed, as text.
 * @param vocabulary entries that the network has a vector for
 * @throws EngineError UNSUPPORTED naming a kind of tokenizer that is not made for BERT; INVALID_INPUT for a token beyond the vocabulary
 */
export function readTokenizer(json: Record<string, unknown>, vocabulary: number): string {
  const { type, vocab } = (json["model"] ?? {}) as { type?: unknown; vocab?: Record<string, unknown> };
  if (type !== undefined && type !== "WordPiece") throw new EngineError("UNSUPPORTED", `tokenizer.json: model.type is ${JSON.stringify(type)}; WordPiece is read.`, { path: ["tokenizer.json", "model", "type"] });
  const added = Array.isArray(json["added_tokens"]) ? (json["added_tokens"] as { content: string; id: number }[]).map(({ content, id }): [string, unknown] => [content, id]) : [];
  const beyond = [...Object.entries(vocab ?? {}), ...added].find(([, id]) => !Number.isInteger(id) || (id as number) < 0 || (id as number) >= vocabulary);
  if (beyond) throw new EngineError("INVALID_INPUT", `tokenizer.json: the token ${JSON.stringify(beyond[0])} has the number ${String(beyond[1])}; config.json's vocab_size is ${vocabulary}.`, { path: ["tokenizer.json", "model", "vocab"] });
  const needed = Object.fromEntries(kept.map((key) => [key, json[key] ?? null]));
  try {
    new Tokenizer(needed, {}).encode("a");
  } catch (cause) {
    throw new EngineError("UNSUPPORTED", `tokenizer.json: ${(cause as Error).message}`, { path: ["tokenizer.json"], cause });
  }
  return JSON.stringify(needed);
}

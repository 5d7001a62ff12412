import { Tokenizer } from "@huggingface/tokenizers";
import { EngineError } from "../errors.ts";
import { parseBoundedObject } from "../formats/bounded-json.ts";
import { checkTokenizerWork } from "../formats/huggingface/tokenizer-work.ts";
import type { ForeignModel } from "../network/foreign-model.ts";
import { isForeign } from "../network/foreign-model.ts";
import type { Network, Rows } from "../network/network.ts";
import type { TextInput } from "../network/text-input.ts";
import type { Examples, TaskData } from "./task.ts";

function openTokenizer(text: string): Tokenizer {
  const json = parseBoundedObject(text, "The network's tokenizer");
  checkTokenizerWork(json);
  try {
    return new Tokenizer(json, {});
  } catch (cause) {
    throw new EngineError("CORRUPT", `The network's tokenizer cannot be used: ${(cause as Error).message}`, { path: ["base"], cause });
  }
}

/**
 * Texts as tokens, [texts, steps]. What is too long is cut before its last token, which says that it ends; what is shorter is padded.
 * @throws EngineError CORRUPT where the tokenizer is none, or has no number for a part of a text; UNSUPPORTED where it may take any time
 */
export function tokenRows({ tokenizer, padding }: TextInput, texts: readonly string[], steps: number): Rows {
  const encoder = openTokenizer(tokenizer);
  const values = new Float32Array(texts.length * steps).fill(padding);
  texts.forEach((text, row) => {
    const { ids } = encoder.encode(text);
    if (!ids.every(Number.isInteger)) throw new EngineError("CORRUPT", "The network's tokenizer has no number for a part of a text.", { path: ["base"] });
    values.set(ids.length <= steps ? ids : [...ids.slice(0, steps - 1), ids.at(-1)!], row * steps);
  });
  return { values, count: texts.length };
}

/** The tokens of one split, made once for each tokenizer and length. */
const known = new WeakMap<readonly string[], Map<string, Rows>>();

function rowsOf({ texts }: Examples, text: TextInput, steps: number): Rows {
  if (!texts) throw new EngineError("INVALID_INPUT", "The network reads texts, and the task has numbers only.", { path: ["base"] });
  const ours = known.get(texts) ?? new Map<string, Rows>();
  known.set(texts, ours);
  const key = `${steps} ${text.padding} ${text.tokenizer}`;
  const rows = ours.get(key) ?? tokenRows(text, texts, steps);
  ours.set(key, rows);
  return rows;
}

/**
 * A task's data as a model reads them: the tokens of their texts, where it reads texts, else the task's own numbers.
 * @throws EngineError INVALID_INPUT where the model reads texts and the task has none
 */
export function dataFor(model: Pick<Network, "text" | "inputShape"> | ForeignModel, data: TaskData): TaskData {
  if (isForeign(model) || !model.text) return data;
  const { text, inputShape: [steps = 0] } = model;
  const read = (examples: Examples): Examples => ({ ...examples, inputs: rowsOf(examples, text, steps) });
  return { train: read(data.train), validation: read(data.validation), test: read(data.test) };
}

import type { Schema } from "./json-schema.ts";
import { besideNull } from "./json-schema.ts";
import type { SubmitWords } from "./submit-words.ts";

/** Beyond it a limit says only what a computer can hold. */
const telling = 2 ** 31;

/** The schema of the number itself, of one in a list, or of one that null may stand for. */
export const numberIn = (schema: Schema): Schema => schema.items ?? besideNull(schema) ?? schema;

/** What numbers a schema allows, in words; null where it says nothing worth reading. */
export function rangeText(schema: Schema, words: SubmitWords): string | null {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = numberIn(schema);
  const bounds: ["moreThan" | "atLeast" | "lessThan" | "atMost", number | undefined][] = [["moreThan", exclusiveMinimum], ["atLeast", minimum], ["lessThan", exclusiveMaximum], ["atMost", maximum]];
  const texts = bounds.flatMap(([word, bound]) => (bound === undefined || Math.abs(bound) >= telling - 1 ? [] : [words.bound(word, bound)]));
  return texts.length === 0 ? null : words.allOf(texts);
}

import type { FormError } from "../../lib/form-state.ts";
import { root } from "./form-specification.ts";
import type { Schema } from "./json-schema.ts";
import { partOf, schemaAt } from "./json-schema.ts";
import { numberIn, rangeText } from "./range-text.ts";
import type { SubmitWords } from "./submit-words.ts";
import type { FormValues } from "./write-values.ts";

/**
 * Why the API refused what a path of the specification holds, in the reader's language as far as the schema tells why;
 * else in the API's own words.
 */
export function explainRefusal(schema: Schema, { path, message }: { path: readonly string[]; message: string }, values: FormValues, words: SubmitWords): Omit<FormError, "field"> {
  const below = path[0] === root ? path.slice(1) : null;
  const found = below && schemaAt(schema, below, (name) => values[name], root);
  const name = path.join(".");
  if (name === `${root}.base` && message.startsWith("Give exactly one")) return { message: words.wrong("oneBase") };
  const misfit = /^The strategy (\S+) has no \S+; it is read by (.+)\.$/.exec(message);
  if (misfit) return { message: words.misfit(misfit[1]!, misfit[2]!.split(", ")) };
  if (!found) return { message, inEnglish: true };
  const wrong = wrongIn(found, values[name] ?? values[path.slice(0, -1).join(".")] ?? "", message, words);
  return wrong === null ? { message, inEnglish: true } : { message: wrong };
}

function wrongIn(schema: Schema, entered: string, message: string, words: SubmitWords): string | null {
  const part = partOf(schema);
  const text = entered.trim();
  if (text === "" && part.kind !== "object" && part.kind !== "list") return words.wrong("missing");
  const range = rangeText(schema, words);
  if (part.kind === "number") {
    if (part.orNull && text === "null") return null;
    const value = Number(text);
    if (!Number.isFinite(value)) return words.wrong("notNumber");
    if (part.whole && !Number.isInteger(value)) return words.wrong("notWhole");
    return range && isOutside(numberIn(schema), value) ? words.outside(range) : null;
  }
  if (part.kind === "numbers") {
    const numbers = text.split(/[\s,，、;；]+/).filter(Boolean).map(Number);
    if (schema.items?.type === "integer" && !numbers.every(Number.isInteger)) return words.wrong("notWhole");
    if (!numbers.every(Number.isFinite)) return words.wrong("notNumber");
    if (range && numbers.some((value) => isOutside(numberIn(schema), value))) return words.outside(range);
    return message.startsWith("Seeds must differ") ? words.wrong("sameTwice") : null; // other lists may hold a number twice
  }
  if (schema.format === "date-time" && /datetime/i.test(message)) return words.wrong("notInstant");
  return schema.maxLength !== undefined && text.length > schema.maxLength ? words.tooLong(schema.maxLength) : null;
}

const isOutside = ({ minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity, exclusiveMaximum = Infinity }: Schema, value: number): boolean =>
  value < minimum || value <= exclusiveMinimum || value > maximum || value >= exclusiveMaximum;

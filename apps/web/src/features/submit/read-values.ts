import type { Schema } from "./json-schema.ts";
import { partOf } from "./json-schema.ts";
import { separators } from "./separators.ts";
import type { FormValues } from "./write-values.ts";
import { countOf, leftOut } from "./write-values.ts";

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The value that a form holds for a schema; undefined where nothing was entered. What does not fit, such as a word where
 * a number belongs, stays the text it is: the API refuses it by its path.
 */
export function readValue(schema: Schema, path: string, values: FormValues, required = true): unknown {
  const part = partOf(schema);
  const text = values[path]?.trim() ?? "";
  switch (part.kind) {
    case "constant": return required || text !== "" ? part.value : undefined;
    case "number": return part.orNull && text === "null" ? null : numberOf(text);
    case "truth": return text === "" ? undefined : text === "true" ? true : text === "false" ? false : text;
    case "choice": return text === "" ? undefined : text;
    case "text": return values[path] ? (schema.format === "date-time" ? instantOf(text) : values[path]) : undefined;
    case "json": return jsonOf(text);
    case "numbers": return text === "" ? undefined : text.startsWith("[") ? jsonOf(text) : text.split(/[\s,，、;；]+/).filter(Boolean).map(numberOf);
    // An empty field that began with an empty list is that list.
    case "texts": return text === "" ? (values[path] !== undefined && Array.isArray(schema.default) ? [] : undefined) : text.startsWith("[") ? jsonOf(text) : text.split(separators).map((item) => item.trim()).filter(Boolean);
    case "list": return rowsOf(part, path, values);
    case "variants": {
      const name = values[`${path}.${part.by}`];
      const variant = part.variants.find(([candidate]) => candidate === name);
      if (variant) return readValue(variant[1], path, values);
      return name ? { [part.by]: name } : required ? {} : undefined;
    }
    case "object": {
      if (!required && (values[path] === leftOut || !isPresent(path, values))) return undefined;
      const entries = part.properties.map(([key, inner, needed]) => [key, readValue(inner, `${path}.${key}`, values, needed)] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
  }
}

function rowsOf({ items, most }: { items: Schema; most: number }, path: string, values: FormValues): unknown[] | undefined {
  const count = values[countOf(path)];
  if (count === undefined || !/^\d{1,4}$/.test(count)) return undefined;
  return Array.from({ length: Math.min(Number(count), most) }, (_, index) => readValue(items, `${path}.${index}`, values));
}

const isPresent = (path: string, values: FormValues): boolean =>
  values[path] !== undefined || Object.entries(values).some(([name, text]) => name.startsWith(`${path}.`) && text !== "");

const numberOf = (text: string): unknown => (text === "" ? undefined : numeral.test(text) && Number.isFinite(Number(text)) ? Number(text) : text);

/** A day and time without a zone are taken as UTC, like all times here. */
const instantOf = (text: string): string => {
  const plain = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?$/.exec(text);
  return plain ? `${plain[1]}T${plain[2]}${plain[3] ?? ":00"}Z` : text;
};

function jsonOf(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // refused by its path
  }
}

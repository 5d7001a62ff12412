import type { Schema } from "./json-schema.ts";
import { partOf } from "./json-schema.ts";
import { separators } from "./separators.ts";

/** What a form holds: texts by name. A name is the path of what it is for, e.g. `specification.pipeline.0.temperature`. */
export type FormValues = Record<string, string>;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** Says of an object that it is there though nothing in it is. */
export const emptyObject = "{}";

/** Says of an object that is shown unfolded, and so begins with its fields, that it is left out. */
export const leftOut = "-";

/** Name of the hidden field that says how many rows a list has. */
export const countOf = (path: string): string => `${path}.count`;

/** A value as the form that is made of its schema holds it; `readValue` makes the same value of it again. */
export function writeValue(schema: Schema, path: string, value: unknown): FormValues {
  if (value === undefined) return {};
  const part = partOf(schema);
  if (part.kind === "object" && isFields(value)) return written(path, part.properties.map(([key, inner]) => (value[key] === undefined && inner.open === true ? { [`${path}.${key}`]: leftOut } : writeValue(inner, `${path}.${key}`, value[key]))));
  if (part.kind === "variants" && isFields(value)) {
    const variant = part.variants.find(([name]) => name === value[part.by]);
    if (variant) return writeValue(variant[1], path, value);
  }
  if (part.kind === "list" && Array.isArray(value)) {
    return Object.assign({ [countOf(path)]: String(value.length) }, ...value.map((item, index) => writeValue(part.items, `${path}.${index}`, item))) as FormValues;
  }
  if (part.kind === "numbers" && Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "number")) return { [path]: value.join(", ") };
  if (part.kind === "texts" && isPlainList(value) && (value.length > 0 || Array.isArray(schema.default))) return { [path]: value.join(", ") };
  if (part.kind === "json" || typeof value === "object") return { [path]: JSON.stringify(value) };
  return { [path]: String(value) };
}

/** Texts that stand in one field between commas and are the same when they are read again. */
const isPlainList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item, index) => typeof item === "string" && item !== "" && item.trim() === item && !separators.test(item) && (index > 0 || !item.startsWith("[")));

function written(path: string, parts: FormValues[]): FormValues {
  const values = Object.assign({}, ...parts) as FormValues;
  return Object.keys(values).length === 0 ? { [path]: emptyObject } : values;
}

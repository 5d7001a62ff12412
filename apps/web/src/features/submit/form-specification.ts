import type { BaseKind } from "./form-view.ts";
import type { Schema } from "./json-schema.ts";
import { readValue } from "./read-values.ts";
import type { FormValues } from "./write-values.ts";
import { countOf, writeValue } from "./write-values.ts";

/** Where the specification begins in the form's names, as in the API's paths. */
export const root = "specification";
/** Which of the bases the form shows; the others' fields are kept, and left out of the specification. */
export const baseKind = "baseKind";
const baseKinds: readonly BaseKind[] = ["modelVersion", "layers", "pretrained"];

const base = `${root}.base`;

/** The specification that a form's values mean. */
export function specificationOf(schema: Schema, values: FormValues): unknown {
  const kind = values[baseKind];
  const left = baseKinds.some((known) => known === kind) ? baseKinds.filter((known) => known !== kind).map((known) => `${base}.${known}`) : [];
  const chosen = Object.fromEntries(Object.entries(values).filter(([name]) => !left.some((other) => name === other || name.startsWith(`${other}.`))));
  return readValue(schema, root, chosen);
}

/** The values of a form that mean a specification. */
export function valuesOf(schema: Schema, specification: unknown): FormValues {
  const values = writeValue(schema, root, specification);
  const given = baseKinds.filter((kind) => values[kind === "layers" ? countOf(`${base}.layers`) : `${base}.${kind}`] !== undefined);
  return given.length === 1 ? { ...values, [baseKind]: given[0]! } : values;
}

import type { Schema } from "./json-schema.ts";
import { readValue } from "./read-values.ts";
import type { FormValues } from "./write-values.ts";
import { countOf, writeValue } from "./write-values.ts";

/** Where the specification begins in the form's names, as in the API's paths. */
export const root = "specification";
/** Which of the two bases the form shows; the other's fields are kept, and left out of the specification. */
export const baseKind = "baseKind";

const base = `${root}.base`;

/** The specification that a form's values mean. */
export function specificationOf(schema: Schema, values: FormValues): unknown {
  const kind = values[baseKind];
  const left = kind === "modelVersion" ? `${base}.layers` : kind === "layers" ? `${base}.modelVersion` : null;
  const chosen = left === null ? values : Object.fromEntries(Object.entries(values).filter(([name]) => name !== left && !name.startsWith(`${left}.`)));
  return readValue(schema, root, chosen);
}

/** The values of a form that mean a specification. */
export function valuesOf(schema: Schema, specification: unknown): FormValues {
  const values = writeValue(schema, root, specification);
  const [registered, fresh] = [values[`${base}.modelVersion`] !== undefined, values[countOf(`${base}.layers`)] !== undefined];
  return registered === fresh ? values : { ...values, [baseKind]: registered ? "modelVersion" : "layers" };
}

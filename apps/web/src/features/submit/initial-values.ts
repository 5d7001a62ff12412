import { valuesOf } from "./form-specification.ts";
import type { Schema } from "./json-schema.ts";
import type { FormValues } from "./write-values.ts";

/** What a link into the form can say: `?project=&base=&technique=`, or an experiment to repeat. */
export interface Prefill {
  project?: string;
  base?: string;
  technique?: string;
  repeated?: { specification: unknown; project: string; visibility: string };
}

/** What the form holds when it is opened; defaults are the schema's and filled in by who builds the form. */
export function initialValues(schema: Schema, { project, base, technique, repeated }: Prefill): FormValues {
  const values = repeated ? { ...valuesOf(schema, repeated.specification), project: repeated.project, visibility: repeated.visibility } : {};
  return {
    ...values,
    ...(project ? { project } : {}),
    ...(base ? { baseKind: "modelVersion", "specification.base.modelVersion": base } : {}),
    ...(technique ? { "specification.pipeline.count": "1", "specification.pipeline.0.technique": technique } : {}),
  };
}

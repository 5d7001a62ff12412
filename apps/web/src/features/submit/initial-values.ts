import { valuesOf } from "./form-specification.ts";
import type { Schema } from "./json-schema.ts";
import type { FormValues } from "./write-values.ts";

/** What a link into the form can say: `?project=&base=&technique=`, an experiment to repeat, or what was entered before signing in. */
export interface Prefill {
  draft?: FormValues;
  project?: string;
  base?: string;
  technique?: string;
  repeated?: { specification: unknown; project: string; visibility: string };
}

/** What the form holds when it is opened; defaults are the schema's and filled in by who builds the form. */
export function initialValues(schema: Schema, { draft, project, base, technique, repeated }: Prefill): FormValues {
  if (draft) return draft;
  const values = repeated ? { ...valuesOf(schema, repeated.specification), project: repeated.project, visibility: repeated.visibility } : {};
  return {
    ...values,
    ...(project ? { project } : {}),
    ...(base ? { baseKind: "modelVersion", "specification.base.modelVersion": base } : {}),
    ...(technique ? { "specification.pipeline.count": "1", "specification.pipeline.0.technique": technique } : {}),
  };
}

import { z } from "zod";
import { formats } from "../formats/registry.ts";
import { layerKinds } from "../network/layers/registry.ts";
import { pretrained } from "../pretrained/registry.ts";
import { trainingSchema } from "../spec/schema.ts";
import { tasks } from "../tasks/registry.ts";
import { techniques } from "../techniques/registry.ts";
import type { ParameterRow, ParameterSchema } from "./parameter-rows.ts";
import { parameterRows } from "./parameter-rows.ts";

const rowsOf = (schema: z.ZodType): ParameterRow[] => parameterRows(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as ParameterSchema);

export interface Listed {
  techniques: { id: string; title: string; source: string; parameters: ParameterRow[]; example: Record<string, unknown> }[];
  /** Of `training`, which every technique that trains also takes for itself. */
  training: ParameterRow[];
  layers: { type: string; title: string; parameters: ParameterRow[] }[];
  tasks: { slug: string; name: string; licence: string; metric: string; classes: number; splitSizes: { train: number; validation: number; test: number } }[];
  pretrained: { id: string; title: string; source: string; licence: string }[];
  formats: string[];
}

/** Everything that a specification can name, from the registries themselves. */
export const listed = (): Listed => ({
  techniques: techniques.map(({ id, title, source, params, example }) => ({ id, title, source, parameters: rowsOf(params), example })),
  training: rowsOf(trainingSchema),
  layers: layerKinds.map(({ type, title, parameters }) => ({ type, title: title.en, parameters: rowsOf(z.object(parameters)) })),
  tasks: tasks.map(({ slug, name, licence, metric, classes, splitSizes }) => ({ slug, name, licence, metric: metric.name, classes, splitSizes })),
  pretrained: pretrained.map(({ id, title, source, licence }) => ({ id, title, source, licence })),
  formats: formats.map(({ id }) => id),
});

function lineOf({ name, type, range, default: value, unit, description }: ParameterRow): string {
  const about = [range, value === "required" ? "required" : value === "" ? "may be left out" : `default ${value}`].filter((part) => part !== "").join("; ");
  const said = [description, unit && `[${unit}]`].filter((part) => part !== "").join(" ");
  return `    ${name}: ${type} (${about})${said === "" ? "" : `\n        ${said}`}`;
}

/** The variants of layers are many and the same everywhere: they stand once, at the end. */
const withoutLayers = (rows: ParameterRow[]): ParameterRow[] =>
  rows.map((row) => (row.name.endsWith("layers") ? { ...row, type: "list of layers, see below" } : row)).filter(({ name }) => !name.includes("layers ("));

/** The same for a terminal. */
export function listText(): string {
  const { techniques: all, training, layers, tasks: known, pretrained: bases, formats: ids } = listed();
  const parameters = (rows: ParameterRow[]): string[] => (rows.length === 0 ? ["    no parameters of its own"] : withoutLayers(rows).map(lineOf));
  return [
    "TECHNIQUES, applied in the order of the pipeline",
    ...all.flatMap(({ id, title, source, parameters: rows }) => ["", `  ${id}: ${title}`, `    Source: ${source}`, ...parameters(rows)]),
    "", "TRAINING, for the whole pipeline or within a step that trains", ...parameters(training),
    "", "LAYERS of new networks",
    ...layers.flatMap(({ type, title, parameters: rows }) => [`  ${type}: ${title}`, ...rows.map(lineOf)]),
    "", "TASKS", ...known.map(({ slug, name, licence, metric, classes, splitSizes: { train, validation, test } }) => `  ${slug}: ${name}, ${classes} classes, by ${metric}; ${train} training, ${validation} validation, ${test} test examples; ${licence}`),
    '  own data: "task": "file:MANIFEST.json"; CSV, JSONL, npy and idx, see docs/methods/engine.md, "Own data"',
    "", "PRETRAINED networks to begin with", ...bases.map(({ id, title, source, licence }) => `  ${id}: ${title}; ${licence}\n    Source: ${source}`),
    "", `FORMATS of model files: ${ids.join(", ")}; and folders of Hugging Face's with a BERT encoder`,
  ].join("\n");
}

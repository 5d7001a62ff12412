import type { PortalComparedRunFragment } from "@joulemark/client";

export type ComparedRun = PortalComparedRunFragment;

/** One field side by side; a run that lacks it has null. */
export interface FieldRow {
  name: string;
  values: (string | null)[];
  differs: boolean;
}

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A value's parts by dotted path, as text: `training.optimizer.learningRate` → `0.003`. Lists of plain values stay one. */
export function flatFields(value: unknown, path = ""): [string, string][] {
  const below = (key: string | number): string => (path ? `${path}.${key}` : String(key));
  if (isFields(value)) return Object.entries(value).flatMap(([key, inner]) => flatFields(inner, below(key)));
  if (Array.isArray(value) && value.some((item) => typeof item === "object")) return value.flatMap((item, index) => flatFields(item, below(index)));
  return value === undefined || value === null ? [] : [[path, typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : String(value)]];
}

/** Fields of several values side by side, in the order they are first met. */
export function fieldRows(all: unknown[]): FieldRow[] {
  const flat = all.map((value) => new Map(flatFields(value)));
  const names = [...new Set(flat.flatMap((fields) => [...fields.keys()]))];
  return names.map((name) => {
    const values = flat.map((fields) => fields.get(name) ?? null);
    return { name, values, differs: new Set(values).size > 1 };
  });
}

import type { PortalComparedRunFragment } from "@joulemark/client";
import type { Quantity } from "../../lib/quantity.ts";

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

/** Why figures cannot be held against each other. */
export type Apart = "boundary" | "method" | "hardwareClass" | "unit";

/** In what measured figures differ, so that their sizes say nothing of each other; nothing where fewer than two were measured. */
export function apartIn(figures: { quantity: Quantity | null; hardwareClass: string | null }[]): Apart[] {
  const measured = figures.filter((figure): figure is { quantity: Quantity; hardwareClass: string | null } => figure.quantity !== null);
  const several = (read: (figure: (typeof measured)[number]) => string | null): boolean => new Set(measured.map(read)).size > 1;
  const checks: [Apart, boolean][] = [
    ["boundary", several(({ quantity }) => quantity.boundary)], ["method", several(({ quantity }) => quantity.method)],
    ["hardwareClass", several(({ hardwareClass }) => hardwareClass)], ["unit", several(({ quantity }) => quantity.unit)],
  ];
  return checks.filter(([, is]) => is).map(([apart]) => apart);
}

/** Which measured figure is lowest, where they can be compared and it is one alone; its interval must not reach the others'. */
export function lowestOf(figures: { quantity: Quantity | null; hardwareClass: string | null }[]): number | null {
  if (apartIn(figures).length > 0) return null;
  const measured = figures.flatMap(({ quantity }, index) => (quantity ? [{ index, low: quantity.interval?.low ?? quantity.value, high: quantity.interval?.high ?? quantity.value }] : []));
  if (measured.length < 2) return null;
  const lowest = measured.reduce((best, one) => (one.high < best.high ? one : best));
  return measured.every((one) => one === lowest || one.low > lowest.high) ? lowest.index : null;
}

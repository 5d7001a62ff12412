import { EngineError } from "../../errors.ts";
import { sizeOf } from "../../network/network.ts";
import type { Examples } from "../task.ts";
import type { ArrayFile } from "./array-file.ts";
import type { Table } from "./csv.ts";
import type { Manifest } from "./manifest.ts";

const refuse = (message: string): EngineError => new EngineError("INVALID_INPUT", message, { path: ["task"] });
const shown = (value: unknown): string => (value === undefined ? "missing" : value === "" ? "empty" : JSON.stringify(value).slice(0, 60));

/** A number that float32 can hold, from a cell. */
function numberOf(cell: unknown, where: () => string): number {
  const value = typeof cell === "number" ? cell : typeof cell === "string" && cell.trim() !== "" ? Number(cell) : NaN;
  if (Number.isFinite(Math.fround(value))) return value;
  throw refuse(`${where()} is ${typeof cell === "number" ? String(cell) : shown(cell)}; a finite number is needed.`);
}

/** The number of a class, from its name or from its number. */
function classOf(cell: unknown, classes: Manifest["classes"], where: () => string): number {
  const name = typeof cell === "boolean" || typeof cell === "number" ? String(cell) : typeof cell === "string" ? cell.trim() : cell;
  const found = Array.isArray(classes) ? classes.indexOf(name as string) : typeof name === "string" && /^\d+(\.0+)?$/.test(name) ? Number(name) : -1;
  if (found >= 0 && (Array.isArray(classes) || found < classes)) return found;
  throw refuse(`${where()} is ${shown(cell)}; the classes are ${Array.isArray(classes) ? classes.join(", ") : `0 … ${classes - 1}`}.`);
}

type TableManifest = Extract<Manifest, { label: string }>;

function inputColumns(file: string, columns: string[], { label, inputs }: TableManifest): string[] {
  const wanted = inputs ?? columns.filter((name) => name !== label);
  const named = Array.isArray(wanted) ? wanted : [wanted];
  const missing = [...named, label].find((name) => !columns.includes(name));
  if (missing !== undefined) throw refuse(`${file}: row 1: there is no column "${missing}"; its columns are ${columns.join(", ")}.`);
  if (named.includes(label)) throw refuse(`${file}: column "${label}" is the label, so it cannot be an input too.`);
  return named;
}

/** Numbers of a column that holds an array, of any nesting. */
function flat(cell: unknown, file: string, line: number, column: string, width: number): number[] {
  const values = Array.isArray(cell) ? (cell.flat(8) as unknown[]) : null;
  if (values?.length !== width) throw refuse(`${file}: row ${line}, column "${column}" has ${values ? `${values.length} values` : shown(cell)}; inputShape needs an array of ${width}.`);
  return values.map((value, k) => numberOf(value, () => `${file}: row ${line}, column "${column}", value ${k}`));
}

/** @throws EngineError INVALID_INPUT naming row and column */
export function examplesOfTable(file: string, { columns, rows }: Table, manifest: TableManifest): Examples {
  const width = sizeOf(manifest.inputShape);
  if (rows.length === 0) throw refuse(`${file} has no rows.`);
  const named = inputColumns(file, columns, manifest);
  const single = typeof manifest.inputs === "string" ? manifest.inputs : null;
  if (single === null && named.length !== width) throw refuse(`${file}: ${named.length} input column(s) (${named.slice(0, 8).join(", ")}${named.length > 8 ? ", …" : ""}), but inputShape [${manifest.inputShape.join(", ")}] needs ${width}.`);
  const places = named.map((column) => columns.indexOf(column));
  const labelPlace = columns.indexOf(manifest.label);
  const values = new Float32Array(rows.length * width);
  const labels = new Int32Array(rows.length);
  rows.forEach(({ line, cells }, row) => {
    const at = (place: number) => () => `${file}: row ${line}, column "${columns[place]}"`;
    if (single !== null) values.set(flat(cells[places[0]!], file, line, single, width), row * width);
    else places.forEach((place, k) => (values[row * width + k] = numberOf(cells[place], at(place))));
    labels[row] = classOf(cells[labelPlace], manifest.classes, at(labelPlace));
  });
  return { inputs: { values, count: rows.length }, labels };
}

/** Rows and columns are counted from 0, as arrays are. @throws EngineError INVALID_INPUT naming row and column */
export function examplesOfArrays(files: { inputs: string; labels: string }, inputs: ArrayFile, labels: ArrayFile, { inputShape, classes }: Manifest): Examples {
  const [count = 0, ...shape] = inputs.shape;
  const width = sizeOf(inputShape);
  if (count === 0) throw refuse(`${files.inputs} has no rows.`);
  if (sizeOf(shape) !== width || (shape.length === inputShape.length && shape.join() !== inputShape.join())) throw refuse(`${files.inputs} has rows of shape [${shape.join(", ")}]; inputShape is [${inputShape.join(", ")}].`);
  if (labels.shape[0] !== count || labels.values.length !== count) throw refuse(`${files.labels} has the shape [${labels.shape.join(", ")}]; a label for each of the ${count} rows of ${files.inputs} is needed.`);
  inputs.values.forEach((value: number, k: number) => numberOf(value, () => `${files.inputs}: row ${Math.floor(k / width)}, column ${k % width} (from 0)`));
  const numbers = Array.isArray(classes) ? classes.length : classes;
  return {
    inputs: { values: inputs.values instanceof Uint8Array ? inputs.values : Float32Array.from(inputs.values), count },
    labels: Int32Array.from(labels.values, (label, row) => classOf(label, numbers, () => `${files.labels}: row ${row} (from 0)`)),
  };
}

import { permutation, randomOf } from "../random.ts";
import type { Examples, TaskData, TaskDescription } from "./task.ts";

/** One example: its values, and its class. */
export interface Row {
  values: ArrayLike<number>;
  label: number;
}

/** Rows of a split, in order. */
export function examplesOf(rows: Row[], make: (length: number) => Uint8Array | Float32Array): Examples {
  const width = rows[0]?.values.length ?? 0;
  const values = make(rows.length * width);
  rows.forEach((row, k) => values.set(row.values, k * width));
  return { inputs: { values, count: rows.length }, labels: Int32Array.from(rows, ({ label }) => label) };
}

/** The fixed split of a task: a permutation seeded by its name, then train, validation, test one after another. */
export function splitOf(rows: Row[], { slug, splitSizes: { train, validation, test } }: Pick<TaskDescription, "slug" | "splitSizes">, make: (length: number) => Uint8Array | Float32Array): TaskData {
  const order = permutation(randomOf("task", slug, "split", 1), rows.length);
  const take = (from: number, count: number): Examples => examplesOf(Array.from(order.subarray(from, from + count), (row) => rows[row]!), make);
  return { train: take(0, train), validation: take(train, validation), test: take(train + validation, test) };
}

import { EngineError } from "../../errors.ts";
import type { Table } from "./csv.ts";

/**
 * A table with an object in each line; its columns are the keys of the first.
 * @throws EngineError CORRUPT naming the file and the row, which is the line, from 1
 */
export function readJsonl(file: string, bytes: Uint8Array): Table {
  let columns: string[] | null = null;
  const rows = Buffer.from(bytes).toString("utf8").split("\n").flatMap((text, k) => {
    if (text.trim() === "") return [];
    const refuse = (why: string): EngineError => new EngineError("CORRUPT", `${file}: row ${k + 1} ${why}.`);
    let cells: unknown;
    try {
      cells = JSON.parse(text);
    } catch (cause) {
      throw refuse(`is no JSON (${(cause as Error).message})`);
    }
    if (typeof cells !== "object" || cells === null || Array.isArray(cells)) throw refuse("is no JSON object");
    columns ??= Object.keys(cells);
    const row = cells as Record<string, unknown>;
    return [{ line: k + 1, cells: columns.map((column) => (Object.hasOwn(row, column) ? row[column] : undefined)) }]; // every object inherits a "constructor"
  });
  return { columns: columns ?? [], rows };
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { EngineError } from "../errors.ts";
import type { Row } from "./split.ts";

/**
 * Rows of a gzipped CSV of numbers in `packages/engine/data`: so many values each, then the class.
 * @param headerLines lines before the first row
 * @throws EngineError CORRUPT where the file is not what its sha256 says
 */
export function shippedRows(name: string, sha256: string, width: number, headerLines = 0): Row[] {
  const bytes = readFileSync(new URL(`../../data/${name}`, import.meta.url));
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) throw new EngineError("CORRUPT", `${name} has the sha256 ${found}, not ${sha256}: install Joulemark again.`);
  return gunzipSync(bytes).toString("latin1").trim().split("\n").slice(headerLines).map((line) => {
    const cells = line.split(",").map(Number);
    return { values: cells.slice(0, width), label: cells[width]! };
  });
}

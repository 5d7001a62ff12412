import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FileTensor } from "../tensor-file.ts";
import { decodeTensorFile, encodeTensorFile } from "../tensor-file.ts";

/** A random encoder as sentence-transformers saved it: scripts/record-bert-references.py. */
export const tiny = fileURLToPath(new URL("./tiny-bert", import.meta.url));
export type Json = Record<string, unknown>;

/** A copy of it below `root`. */
export function copied(root: string): string {
  const copy = mkdtempSync(join(root, "changed-"));
  cpSync(tiny, copy, { recursive: true });
  return copy;
}

/** A copy with one file of JSON changed, or made. */
export function changed(root: string, file: string, change: (json: Json) => unknown): string {
  const copy = copied(root);
  const path = join(copy, file);
  writeFileSync(path, JSON.stringify(change(existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Json) : {})));
  return copy;
}

/** A copy with its weights changed. */
export function changedWeights(root: string, change: (tensors: Record<string, FileTensor>) => Record<string, FileTensor>): string {
  const copy = copied(root);
  const path = join(copy, "model.safetensors");
  writeFileSync(path, encodeTensorFile({ tensors: change(decodeTensorFile(readFileSync(path)).tensors), metadata: {} }));
  return copy;
}

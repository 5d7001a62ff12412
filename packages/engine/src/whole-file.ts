import type { Stats } from "node:fs";
import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { EngineError } from "./errors.ts";
import { describeForeign } from "./formats/foreign-files.ts";
import { mostBytes } from "./formats/most-bytes.ts";

/** What tells a kind from another, all but the directory of an archive. */
const HEAD_BYTES = 4096;

function headOf(path: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** What a path leads to; null: nothing. @throws EngineError INVALID_INPUT for links that lead in a circle, and for what may not be looked at */
function statusOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (cause) {
    throw new EngineError("INVALID_INPUT", `${path} cannot be opened (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}

/** @throws EngineError INVALID_INPUT for links that lead in a circle, and for what may not be looked at */
export const isFolder = (path: string): boolean => statusOf(path)?.isDirectory() === true;

/** Size of a file that can be read to its end. @throws EngineError INVALID_INPUT for what is not there, a folder, a pipe, a device */
function sizeOfFile(path: string): number {
  const status = statusOf(path);
  if (!status) throw new EngineError("INVALID_INPUT", `There is no ${path}.`);
  if (!status.isFile()) throw new EngineError("INVALID_INPUT", `${path} is a ${status.isDirectory() ? "folder" : status.isFIFO() ? "pipe" : status.isSocket() ? "socket" : "device"}: a file is read.`);
  return status.size;
}

/**
 * The bytes of a file of a kind that its beginning tells: what is too large for its kind is known before it is read.
 * @throws EngineError INVALID_INPUT for what is not there or no file; CORRUPT for an empty one; UNSUPPORTED for a pickle and the like, and for one that is too large
 */
export function readWhole(path: string): Uint8Array {
  const size = sizeOfFile(path);
  if (size === 0) throw new EngineError("CORRUPT", `${path} is empty.`);
  const head = headOf(path);
  const { bytes, kind } = mostBytes(head);
  if (size > bytes) {
    if (kind === null) describeForeign(path, head);
    throw new EngineError("UNSUPPORTED", `${path} has ${size} bytes; ${bytes} are read at the most of ${kind ?? `a file that begins as no model does (its first bytes are ${Buffer.from(head.subarray(0, 8)).toString("hex")})`}.`);
  }
  return readFileSync(path);
}

/**
 * The bytes of a file that a model names, beside it.
 * @throws EngineError naming the file that is missing, no file, larger than wanted, or by a link in another folder
 */
export function readBeside(model: string, name: string, wantedBytes: number): Uint8Array {
  const path = join(dirname(model), name);
  const size = sizeOfFile(path);
  if (size > wantedBytes) throw new EngineError("UNSUPPORTED", `${path} has ${size} bytes; ${wantedBytes} are read at the most.`);
  if (!realpathSync(path).startsWith(realpathSync(dirname(model)) + sep)) throw new EngineError("UNSUPPORTED", `${path} is a link out of its folder; files that lie beside ${model} are read.`);
  return readFileSync(path);
}

import { chmodSync, closeSync, constants, existsSync, fsyncSync, linkSync, openSync, readSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Whether `path` is a file, or will be one: a device or a pipe (`/dev/stdout`, also where it leads to a file) is written to as it is, since renaming would put a file in its place. */
export const isOrdinary = (path: string): boolean => !existsSync(path) || (statSync(path).isFile() && !/^\/(dev|proc)\//.test(path));

const partOf = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.part`);

function writeAll(path: string, flags: string | number, text: string): void {
  const file = openSync(path, flags);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    if (statSync(path).isFile()) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes a temporary file beside `path` and hands it to `place`; it is gone afterwards, whatever happens. */
function throughPart(path: string, text: string, place: (part: string) => void): void {
  const part = partOf(path);
  try {
    writeAll(part, "w", text);
    place(part);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Writes a file completely or not at all; whoever reads it meanwhile sees the old one. A link is followed, the mode of an older file is kept. */
export function writeWhole(path: string, text: string): void {
  if (!isOrdinary(path)) return writeAll(path, constants.O_WRONLY | constants.O_APPEND, text);
  const target = existsSync(path) ? realpathSync(path) : path;
  throughPart(target, text, (part) => {
    if (existsSync(target)) chmodSync(part, statSync(target).mode);
    renameSync(part, target);
  });
}

/** Why `path` could not be written, found by trying it without changing it; null where it can. */
export function whyNotWritable(path: string): string | null {
  if (existsSync(path) && statSync(path).isDirectory()) return `${path} is a folder; give the name of a file in it, e.g. ${join(path, "energy.json")}`;
  if (!existsSync(dirname(path))) return `${path} cannot be written: there is no folder ${dirname(path)}. Make it (mkdir -p ${dirname(path)}), or name a file elsewhere`;
  try {
    if (!isOrdinary(path)) closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    else {
      if (existsSync(path)) closeSync(openSync(path, "r+"));
      throughPart(existsSync(path) ? realpathSync(path) : path, "", () => {});
    }
    return null;
  } catch (error) {
    return `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}); name a file in a folder that you may write to`;
  }
}

/** Whether a file with something in it lacks the line end that the next line needs. */
function lacksLineEnd(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const { size } = statSync(path);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== "\n";
  } finally {
    closeSync(file);
  }
}

/**
 * Adds a line to a file that begins with a header. Several processes may do so at once: the file appears with its header, and a line is one write.
 * @param header, line without line ends
 */
export function appendLine(path: string, header: string, line: string): void {
  if (!existsSync(path)) {
    try {
      return throughPart(path, `${header}\n${line}\n`, (part) => linkSync(part, path));
    } catch (error) {
      // Somebody else was first, or the file system has no links.
      if (!existsSync(path)) writeAll(path, "a", `${header}\n`);
      else if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  const beginning = !isOrdinary(path) || statSync(path).size === 0 ? `${header}\n` : lacksLineEnd(path) ? "\n" : "";
  writeAll(path, "a", `${beginning}${line}\n`);
}

import type { Stats } from "node:fs";
import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { EngineError } from "../../errors.ts";
import { parseBoundedJson, parseBoundedObject } from "../bounded-json.ts";

const JSON_BYTES = 32 * 1024 * 1024;

/** The files of one folder, of which nothing else is read. Names are paths below it. */
export interface FolderFiles {
  /** @param why it is needed, for who reads that it is missing */
  bytes(name: string, mostBytes: number, why: string): Uint8Array;
  object(name: string, why: string): Record<string, unknown>;
  /** Null: it is not there. */
  optional(name: string): unknown;
  optionalObject(name: string): Record<string, unknown> | null;
  /** Whether there is anything of this name, be it a link to nothing. */
  has(name: string): boolean;
}

/**
 * Opens a folder for reading.
 * @returns what reads its files. Each throws EngineError naming the file: INVALID_INPUT for one that is missing or no file, UNSUPPORTED for one that is too large or a link to another place, CORRUPT for what is no JSON
 */
export function openFolder(folder: string): FolderFiles {
  const asked = <Answer>(name: string, ask: (path: string) => Answer): Answer => {
    try {
      return ask(join(folder, name));
    } catch (cause) {
      throw new EngineError("INVALID_INPUT", `${name} cannot be opened (${(cause as NodeJS.ErrnoException).code}).`, { path: [name], cause });
    }
  };
  const has = (name: string): boolean => asked(name, (path) => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
  /** The cache of huggingface_hub keeps a file as a link from snapshots/COMMIT/ to ../../blobs/. */
  const leadsOut = (name: string): boolean => {
    const [home, real] = [realpathSync(folder), asked(name, (path) => realpathSync(path))];
    return !real.startsWith(home + sep) && dirname(real) !== join(home, "..", "..", "blobs");
  };
  const bytes = (name: string, mostBytes: number, why: string): Uint8Array => {
    const status: Stats | undefined = asked(name, (path) => statSync(path, { throwIfNoEntry: false }));
    if (!status?.isFile()) throw new EngineError("INVALID_INPUT", `There is no ${name}${why === "" ? "" : `: ${why}`}`, { path: [name] });
    if (status.size > mostBytes) throw new EngineError("UNSUPPORTED", `${name} has ${status.size} bytes; ${mostBytes} are read at the most.`, { path: [name] });
    if (leadsOut(name)) throw new EngineError("UNSUPPORTED", `${name} is a link out of its folder; files that lie in it are read.`, { path: [name] });
    return asked(name, (path) => readFileSync(path));
  };
  const object = (name: string, why: string): Record<string, unknown> => parseBoundedObject(bytes(name, JSON_BYTES, why), name);
  return {
    bytes, object, has,
    optional: (name) => (has(name) ? parseBoundedJson(bytes(name, JSON_BYTES, ""), name) : null),
    optionalObject: (name) => (has(name) ? object(name, "") : null),
  };
}

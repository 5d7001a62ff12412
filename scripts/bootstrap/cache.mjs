// @ts-check
import { copyFileSync, linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** The user's cache folder for large downloads, shared by all clones. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "joulemark");

/**
 * Makes a folder of the cache: `fill` writes into a folder beside it, which gets its name only when complete.
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} path of the folder
 */
export async function makeInCache(name, fill) {
  const folder = join(cacheFolder, name);
  const partial = `${folder}.part-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    await fill(partial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Puts a file of the cache into the clone: a second name of the same bytes, or a copy where the cache lies on another file system.
 * @param {string} from
 * @param {string} to
 */
export function place(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const partial = `${to}.part-${process.pid}`;
  rmSync(partial, { force: true });
  try {
    linkSync(from, partial);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (!["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "EACCES"].includes(code ?? "")) throw error;
    copyFileSync(from, partial);
  }
  renameSync(partial, to);
}

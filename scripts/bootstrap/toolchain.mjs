// @ts-check
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { answers } from "./command.mjs";

/**
 * @param {string} name
 * @returns {boolean} whether a command of that name is on the path
 */
function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    const path = join(folder, name);
    if (!existsSync(path)) return false;
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === "EACCES") return false;
      throw error;
    }
  });
}

/** @returns {string | null} a Python 3 */
export const findPython = () => ["python3", "python"].find((name) => onPath(name) && answers(name, ["-c", "import sys, zipfile; sys.exit(sys.version_info < (3,))"])) ?? null;

/** @returns {[string, string[]] | null} pip: command and first parameters */
export function findPip() {
  for (const name of ["pip", "pip3"]) if (onPath(name) && answers(name)) return [name, []];
  const python = findPython();
  return python && answers(python, ["-m", "pip", "--version"]) ? [python, ["-m", "pip"]] : null;
}

/** @returns {string | null} a C++ compiler */
export const findCompiler = () => [process.env.CXX, "g++", "c++", "clang++"].find((name) => name && onPath(name) && answers(name)) ?? null;

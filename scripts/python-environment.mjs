// @ts-check
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeInCache } from "./bootstrap/cache.mjs";
import { answers, runCommand } from "./bootstrap/command.mjs";
import { waitForLock } from "./exclusive-lock.mjs";

export const howToGetPython = "Python 3.9 or newer with its venv module (Debian: apt-get install python3-venv)";
const pythonOf = (/** @type {string} */ folder) => join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/**
 * @typedef {object} Wanted
 * @property {string} what kebab-case: names the environment in the cache
 * @property {string} requirements path of a requirements file
 * @property {string} imports modules that must be there: "ipykernel, nbclient"
 */

/** @returns {string | null} a Python that can make virtual environments; Debian's comes without `ensurepip` */
export const findPythonWithVenv = () => ["python3", "python"].find((name) => answers(name, ["-c", "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 9))"])) ?? null;

/** @param {string} host @param {Wanted} wanted */
function nameOf(host, { what, requirements }) {
  const version = spawnSync(host, ["-c", "import platform; print(platform.python_version())"], { encoding: "utf8" }).stdout.trim();
  return `${what}-python-${version}-${createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12)}`;
}

/** The Python of an environment, where it has been made. @param {Wanted} wanted @returns {string | null} */
export function madePython(wanted) {
  const host = findPythonWithVenv();
  const python = host && pythonOf(join(cacheFolder, nameOf(host, wanted)));
  return python && answers(python, ["-c", `import ${wanted.imports}`]) ? python : null; // the host's Python, which it uses, may be gone
}

/**
 * A virtual environment of the cache, one for each version of Python and content of the requirements.
 * @param {Wanted} wanted
 * @returns {Promise<{ python: string, made: boolean }>} path of its Python; whether it had to be made
 * @throws {Error} where there is no Python for it, or pip cannot get the packages
 */
export async function pythonEnvironment(wanted) {
  const host = findPythonWithVenv();
  if (!host) throw new Error(`There must be ${howToGetPython}.`);
  const name = nameOf(host, wanted);
  const python = pythonOf(join(cacheFolder, name));
  if (madePython(wanted)) return { python, made: false };
  mkdirSync(cacheFolder, { recursive: true });
  const release = await waitForLock(join(cacheFolder, `${name}.lock`), ({ pid }) => console.error(`  … waiting for process ${pid}, which installs the same packages`));
  try {
    const made = !madePython(wanted);
    if (made) await makeInCache(name, (folder) => install(host, folder, wanted));
    return { python, made };
  } finally {
    release();
  }
}

/**
 * The folder gets another name when it is complete: its Python works there, the commands beside it do not.
 * @param {string} host
 * @param {string} folder
 * @param {Wanted} wanted
 */
async function install(host, folder, { what, requirements }) {
  await runCommand(`${what}-venv`, host, ["-m", "venv", folder]);
  await runCommand(`${what}-packages`, pythonOf(folder), ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--only-binary=:all:", "--requirement", requirements]);
}

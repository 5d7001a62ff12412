// @ts-check
/** `node scripts/notebook-python.mjs`: prints the Python that executes the notebooks, with what notebooks/requirements.txt names, making it first where it is missing. */
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { failWith } from "./bootstrap.mjs";
import { cacheFolder, makeInCache } from "./bootstrap/cache.mjs";
import { answers, runCommand } from "./bootstrap/command.mjs";
import { waitForLock } from "./exclusive-lock.mjs";
import { root } from "./node22.mjs";

export const howToGetPython = "Python 3.9 or newer with its venv module (Debian: apt-get install python3-venv)";
const requirements = join(root, "notebooks", "requirements.txt");
const pythonOf = (/** @type {string} */ folder) => join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** @returns {string | null} a Python that can make virtual environments; Debian's comes without `ensurepip` */
export const findPythonWithVenv = () => ["python3", "python"].find((name) => answers(name, ["-c", "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 9))"])) ?? null;

/**
 * A virtual environment of the cache, one for each version of Python and content of the requirements.
 * @returns {Promise<{ python: string, made: boolean }>} path of its Python; whether it had to be made
 * @throws {Error} where there is no Python for it, or pip cannot get the packages
 */
export async function notebookPython() {
  const host = findPythonWithVenv();
  if (!host) throw new Error(`The notebooks need ${howToGetPython}.`);
  const version = spawnSync(host, ["-c", "import platform; print(platform.python_version())"], { encoding: "utf8" }).stdout.trim();
  const name = `notebook-python-${version}-${createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12)}`;
  const python = pythonOf(join(cacheFolder, name));
  const isReady = () => answers(python, ["-c", "import ipykernel, nbclient"]); // the host's Python, which it uses, may be gone
  if (isReady()) return { python, made: false };
  mkdirSync(cacheFolder, { recursive: true });
  const release = await waitForLock(join(cacheFolder, `${name}.lock`), ({ pid }) => console.error(`  … waiting for process ${pid}, which installs the notebooks' packages`));
  try {
    const made = !isReady();
    if (made) await makeInCache(name, (folder) => install(host, folder));
    return { python, made };
  } finally {
    release();
  }
}

/**
 * The folder gets another name when it is complete: its Python works there, the commands beside it do not.
 * @param {string} host
 * @param {string} folder
 */
async function install(host, folder) {
  await runCommand("notebook-venv", host, ["-m", "venv", folder]);
  await runCommand("notebook-packages", pythonOf(folder), ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--only-binary=:all:", "--requirement", requirements]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await notebookPython().then(({ python }) => console.log(python), failWith);

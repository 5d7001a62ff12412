// @ts-check
/** `node scripts/notebook-python.mjs`: prints the Python that executes the notebooks, with what notebooks/requirements.txt names, making it first where it is missing. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { failWith } from "./bootstrap.mjs";
import { root } from "./node22.mjs";
import { pythonEnvironment } from "./python-environment.mjs";

export { findPythonWithVenv, howToGetPython } from "./python-environment.mjs";

/** @returns {Promise<{ python: string, made: boolean }>} path of its Python; whether it had to be made */
export const notebookPython = () => pythonEnvironment({ what: "notebook", requirements: join(root, "notebooks", "requirements.txt"), imports: "ipykernel, nbclient" });

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await notebookPython().then(({ python }) => console.log(python), failWith);

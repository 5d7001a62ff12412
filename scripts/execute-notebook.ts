/** `npm run notebook:execute`: runs the notebook against a running system and saves it with its outputs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { failWith } from "./bootstrap.mjs";
import { root } from "./node22.mjs";
import { notebookPython } from "./notebook-python.mjs";

const usage = "npm run notebook:execute -- [NOTEBOOK (notebooks/first-query.ipynb)] [--out FILE (the notebook itself)]: with JOULEMARK_URL and JOULEMARK_TOKEN of a running system";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" }, help: { type: "boolean" } } });
if (values.help || positionals.length > 1) {
  console.log(usage);
} else {
  const notebook = resolve(positionals[0] ?? join(root, "notebooks", "first-query.ipynb"));
  process.exitCode = await execute(notebook, resolve(values.out ?? notebook)).catch(failWith);
}

/** @returns the exit code: 0, or 1 where a cell failed; its words stand on stderr */
async function execute(notebook: string, target: string): Promise<number> {
  const { python } = await notebookPython();
  // Kernels and start-up files that a person keeps at home stay out of it.
  const own = mkdtempSync(join(tmpdir(), "joulemark-notebook-"));
  const folders = Object.fromEntries(["IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"].map((name) => [name, own]));
  try {
    const { status, signal, error } = spawnSync(python, [join(root, "scripts", "notebook", "execute.py"), notebook, target], { stdio: "inherit", env: { ...process.env, ...folders } });
    if (error) throw error;
    if (status === 0) console.log(`Executed: ${target}`);
    return status ?? (signal ? 1 : 0);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

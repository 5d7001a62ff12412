import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "@jest/globals";
import { runScript } from "./command.ts";

const notebookPath = fileURLToPath(new URL("../../notebooks/first-query.ipynb", import.meta.url));

export interface Output {
  output_type: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}
interface Notebook {
  cells: { id: string; cell_type: string; metadata: object; source: string | string[]; execution_count?: number | null; outputs?: Output[] }[];
}
export interface Execution {
  code: number | null;
  /** What the command wrote, e.g. why the notebook stopped. */
  said: string;
  /** Outputs by the cell's id; none where the notebook stopped. */
  outputs: Record<string, Output[]>;
}

const prepared = await runScript("scripts/notebook-python.mjs", []);
const reason = prepared.output.trim();
if (prepared.code !== 0) console.warn(`Tests that execute a notebook are skipped: ${reason}`);

/** Tests that execute a notebook; where this machine has no Python for it, or cannot get the packages, the runner counts them as skipped, and CI fails. */
export const withNotebook = (name: string, tests: () => void): void => (prepared.code === 0 ? describe(name, tests) : describe.skip(`${name} (${reason.split("\n").at(-1)})`, tests));

/** Executes the notebook that is checked in, from the top, in a folder of its own. @param environment its settings @param added cells behind its last one, by id */
export async function executeNotebook(environment: Record<string, string>, added: Record<string, string> = {}): Promise<Execution> {
  const folder = await mkdtemp(join(tmpdir(), "joulemark-notebook-test-"));
  try {
    const [source, target] = [join(folder, "notebook.ipynb"), join(folder, "executed.ipynb")];
    const notebook = JSON.parse(await readFile(notebookPath, "utf8")) as Notebook;
    for (const [id, text] of Object.entries(added)) notebook.cells.push({ id, cell_type: "code", metadata: {}, source: text, execution_count: null, outputs: [] });
    await writeFile(source, JSON.stringify(notebook));
    const { code, output } = await runScript("scripts/execute-notebook.ts", [source, "--out", target], environment);
    const executed = code === 0 ? (JSON.parse(await readFile(target, "utf8")) as Notebook) : { cells: [] };
    return { code, said: output, outputs: Object.fromEntries(executed.cells.map(({ id, outputs }) => [id, outputs ?? []])) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const joined = (text: string | string[] | undefined): string => [text ?? []].flat().join("");

/** What a cell printed. */
export const printed = (outputs: Output[] | undefined): string => (outputs ?? []).map(({ text }) => joined(text)).join("");

/** What a cell shows in one form, e.g. text/html; text as one string, JSON as it is. */
export function displayed(outputs: Output[] | undefined, mediaType: string): unknown {
  const found = outputs?.map(({ data }) => data?.[mediaType]).find((value) => value !== undefined);
  return Array.isArray(found) ? joined(found as string[]) : found;
}

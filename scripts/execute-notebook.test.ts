import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { drawSvg } from "@joulemark/charts/svg";
import type { ChartSpecification } from "@joulemark/charts";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const text = read("notebooks/first-query.ipynb");
interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  source: string[];
  execution_count?: number;
  outputs?: { output_type: string; data?: Record<string, unknown> }[];
}
const { cells, nbformat } = JSON.parse(text) as { cells: Cell[]; nbformat: number };
const code = cells.filter(({ cell_type }) => cell_type === "code");
const documents = new Map(code.flatMap(({ source }) => [...source.join("").matchAll(/^(\w+) = """\\\n([^]*?)"""$/gm)].map(([, name, document]) => [name!, document!] as const)));

describe("the notebook that is checked in", () => {
  test("carries the contract's documents to the letter, and no others", () => {
    const files = { BOARD: "board", VIEWER: "viewer", SUBMIT: "submit", RUN: "run", RUN_EVENTS: "run-events" };
    expect(Object.fromEntries(documents)).toEqual(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, read(`test/contract/${file}.graphql`)])));
  });

  test("was saved after a run from the top to the end, without an error", () => {
    expect(nbformat).toBe(4);
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, index) => index + 1));
    const outputs = code.flatMap(({ outputs }) => outputs ?? []);
    expect(outputs.map(({ output_type }) => output_type)).not.toContain("error");
    expect(code.filter(({ outputs }) => outputs!.length > 0).map(({ id }) => id)).toEqual(["board", "picture", "submit", "follow", "result", "picture-with-run"]);
  });

  test("is small, and holds no key", () => {
    expect(text.length).toBeLessThan(100_000);
    expect(text).not.toMatch(/\bjm_\w{8}/);
  });

  test("needs pandas beside the standard library, and nothing else", () => {
    const imported = code.flatMap(({ source }) => source.flatMap((line) => /^(?:import|from) (\w+)/.exec(line)?.[1] ?? []));
    expect(new Set(imported)).toEqual(new Set(["hashlib", "json", "os", "time", "http", "urllib", "pandas"]));
  });

  test("shows pictures that Vega-Lite draws without a warning", async () => {
    const pictures = code.flatMap(({ outputs }) => outputs ?? []).flatMap(({ data }) => data?.["application/vnd.vegalite.v5+json"] ?? []) as ChartSpecification[];
    expect(pictures.length).toBe(2);
    for (const picture of pictures) expect(await drawSvg(picture)).toContain("rank 1");
  });
});

test("what executes the notebook is pinned exactly", () => {
  const lines = read("notebooks/requirements.txt").split("\n").filter((line) => line && !line.startsWith("#"));
  expect(lines.map((line) => line.split("==")[0])).toEqual(["ipykernel", "nbclient", "pandas"]);
  for (const line of lines) expect(line).toMatch(/^[a-z]+==\d+(\.\d+)+$/);
});

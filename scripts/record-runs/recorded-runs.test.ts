import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { workKeys } from "../../packages/energy/src/decide/work.ts";
import { parseSpecification, workOf } from "../../packages/engine/src/spec.ts";
import type { Drawn } from "./draw-specification.ts";
import { drawSpecification, specificationColumns, specificationOf } from "./draw-specification.ts";

const [names = "", ...lines] = readFileSync(new URL("../../packages/energy/test-data/digits-runs.tsv", import.meta.url), "utf8").trimEnd().split("\n");
const rows = lines.map((line) => Object.fromEntries(line.split("\t").map((value, column) => [names.split("\t")[column]!, value])));

test("the work of every recorded run is what the engine counts of its specification now", () => {
  for (const row of rows) {
    const parsed = parseSpecification(specificationOf(row as Drawn));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    const work = workOf(parsed.specification);
    expect(workKeys.map((key) => [key, Number(row[key])])).toEqual(workKeys.map((key) => [key, work[key]]));
  }
});
test("every recorded run is the one that its place in the file draws", () => {
  rows.forEach((row, index) => expect(specificationColumns.map((name) => row[name])).toEqual(specificationColumns.map((name) => drawSpecification(index)[name])));
});
test("all are of one hardware class and backend, and took more than nothing", () => {
  expect(new Set(rows.map(({ hardwareClass, backend }) => `${hardwareClass} ${backend}`)).size).toBe(1);
  for (const { energyJoules, cpuSeconds, runSeconds } of rows) expect(Math.min(Number(energyJoules), Number(cpuSeconds), Number(runSeconds))).toBeGreaterThan(0);
});

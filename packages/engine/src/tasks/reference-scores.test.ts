import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import type { RunReport } from "../report.ts";

const folder = mkdtempSync(join(tmpdir(), "joulemark-reference-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the first seed of an example reaches on the test split, through the command line as people use it. */
function accuracyOf(example: string): number {
  const specification = JSON.parse(readFileSync(file(`examples/${example}.json`), "utf8")) as { seeds: number[] };
  const [path, out] = [join(folder, `${example}.json`), join(folder, example)];
  writeFileSync(path, JSON.stringify({ ...specification, seeds: specification.seeds.slice(0, 1) }));
  const { status, stderr } = spawnSync(process.execPath, [file("bin/joulemark-engine.mjs"), "run", path, "--out", out], { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" }, timeout: 500_000 });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  const report = readdirSync(out, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith("report.json"))!;
  return (JSON.parse(readFileSync(join(out, report), "utf8")) as RunReport).metrics[0]!.value;
}

/** Measured with the three seeds of each example; docs/methods/engine.md has them all. A point and a half on either side is more than seeds differ by. */
test.each([
  ["fashion-mnist-baseline", 0.837],
  ["wordnet-gloss-baseline", 0.767],
  ["breast-cancer-baseline", 0.957],
])("%s scores what it is known to", (example, reference) => {
  expect(Math.abs(accuracyOf(example) - reference)).toBeLessThan(0.015);
}, 600_000);

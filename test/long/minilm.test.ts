import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "@jest/globals";
import { openBackend } from "../../packages/engine/src/backend.ts";
import { openPredictor } from "../../packages/engine/src/graph/predictor.ts";
import { findPretrained } from "../../packages/engine/src/pretrained/registry.ts";
import type { RunReport } from "../../packages/engine/src/report.ts";
import { tokenRows } from "../../packages/engine/src/tasks/text-rows.ts";
import { root } from "../../scripts/node22.mjs";

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "joulemark-minilm-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const engine = join(root, "packages", "engine");
const HOUR_MS = 3_600_000;

test("embeddings of all-MiniLM-L6-v2 are those of sentence-transformers to 1e-4, and its tokens the same", async () => {
  const recorded = JSON.parse(readFileSync(join(engine, "src", "formats", "huggingface", "recorded-minilm.json"), "utf8")) as { maxTokens: number; sentences: { text: string; tokens: number[]; embedding: number[] }[] };
  const minilm = findPretrained("all-minilm-l6-v2");
  await minilm.prepare(console.log);
  const network = minilm.load();
  const rows = tokenRows(network.text!, recorded.sentences.map(({ text }) => text), recorded.maxTokens);
  expect(recorded.sentences.map(({ tokens }, k) => Array.from(rows.values.slice(k * recorded.maxTokens, k * recorded.maxTokens + tokens.length)))).toEqual(recorded.sentences.map(({ tokens }) => tokens));
  const predictor = openPredictor(await openBackend({ threads: 1 }), network, "float32");
  const embeddings = predictor.predict(rows);
  predictor.dispose();
  const largest = Math.max(...recorded.sentences.flatMap(({ embedding }, k) => embedding.map((value, i) => Math.abs(value - embeddings[k * embedding.length + i]!))));
  console.log(`Largest difference of ${recorded.sentences.length} sentences: ${largest}`);
  expect(largest).toBeLessThan(1e-4);
}, HOUR_MS);

/** Runs an experiment of packages/engine/examples/experiments; gives the reports of its seeds. */
async function run(name: string): Promise<RunReport[]> {
  await execute(process.execPath, [join(engine, "bin", "joulemark-engine.mjs"), "run", join(engine, "examples", "experiments", `${name}.json`), "--out", name, "--inference-seconds", "1"], { cwd: folder, env: { ...process.env, NODE_OPTIONS: "" }, maxBuffer: 1 << 28 });
  return [1, 2, 3].map((seed) => JSON.parse(readFileSync(join(folder, name, `seed-${seed}`, "out", "report.json"), "utf8")) as RunReport);
}
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const accuracy = (reports: RunReport[]): number => mean(reports.map(({ metrics }) => metrics[0]!.value));
const inference = (reports: RunReport[]): number => mean(reports.map(({ inferenceEnergyPerThousand }) => inferenceEnergyPerThousand!.value));

test("docs/experiments/minilm.md: from 600 labels, a student of 0.26 million weights that the teacher taught gains 5 points or more on labels alone, at a fiftieth of the teacher's energy or less", async () => {
  const teacher = await run("wordnet-gloss-minilm-600-teacher");
  copyFileSync(join(folder, "wordnet-gloss-minilm-600-teacher", "seed-1", "out", "model.safetensors"), join(folder, "teacher-600.safetensors"));
  const [alone, taught] = [await run("wordnet-gloss-600-labels"), await run("wordnet-gloss-minilm-600-distilled")];
  console.log(`accuracy: teacher ${accuracy(teacher)}, labels alone ${accuracy(alone)}, taught ${accuracy(taught)}; J per 1,000: ${inference(teacher)}, ${inference(taught)}`);
  expect(taught.every(({ network }) => network!.parameterCount <= 300_000)).toBe(true);
  expect(accuracy(taught) - accuracy(alone)).toBeGreaterThanOrEqual(0.05);
  expect(inference(teacher) / inference(taught)).toBeGreaterThan(50);
}, 2 * HOUR_MS);

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import { readHuggingFaceFolder } from "./formats/huggingface/read-folder.ts";
import { safetensors } from "./formats/safetensors.ts";
import type { Network } from "./network/network.ts";
import type { EngineEvent, RunReport } from "./report.ts";

const command = fileURLToPath(new URL("../bin/joulemark-engine.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "joulemark-text-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const tiny = readHuggingFaceFolder(fileURLToPath(new URL("./formats/huggingface/tiny-bert", import.meta.url)));
/** Of random weights, which say nearly the same of every text: with larger word vectors and without what the blocks add, something of the words is left. */
const factors: [RegExp, number][] = [[/^words\/embeddings$/, 4], [/output_(kernel|bias)$|contract\/(kernel|bias)$|\/beta$|^positions/, 0]];
const encoder: Network = { ...tiny, weights: Object.fromEntries(Object.entries(tiny.weights).map(([key, { shape, values }]) => [key, { shape, values: values.map((value) => value * (factors.find(([pattern]) => pattern.test(key))?.[1] ?? 1)) }])) };

/** A work folder with a base version, as a worker executes it. */
async function execute(name: string, base: Uint8Array, pipeline: object[], task = "wordnet-gloss"): Promise<{ report: RunReport; events: EngineEvent[]; model(): Uint8Array }> {
  const folder = join(root, name);
  mkdirSync(join(folder, "base"), { recursive: true });
  writeFileSync(join(folder, "base", "model.safetensors"), base);
  const specification = { version: 1, name, task, base: { modelVersion: "it" }, pipeline, training: { examples: 1000, epochs: 12, optimizer: { type: "adam", learningRate: 0.05 } }, seeds: [1] };
  writeFileSync(join(folder, "job.json"), JSON.stringify({ seed: 1, threads: 1, inferenceSeconds: 0.1, specification }));
  const stdout = await new Promise<string>((resolve, reject) => execFile(process.execPath, [command, "run", folder], { env: { ...process.env, NODE_OPTIONS: "" }, maxBuffer: 1 << 26 }, (error, text) => (error ? reject(error) : resolve(text))));
  return { report: JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")) as RunReport, events: stdout.trim().split("\n").map((line) => JSON.parse(line) as EngineEvent), model: () => readFileSync(join(folder, "out", "model.safetensors")) };
}

test("an encoder of texts gets a head, is trained further, and teaches a network that reads the task's own numbers", async () => {
  const headed = await execute("headed", safetensors.encode(encoder), [{ technique: "train-head" }]);
  expect(headed.report).toMatchObject({ outcome: "SUCCEEDED", techniques: ["train-head"], network: { architecture: { inputShape: [12] } } });
  expect(headed.report.metrics[0]!.count).toBe(4320);
  expect(headed.report.metrics[0]!.value).toBeGreaterThan(0.12); // 40 words tell a little; guessing, 0.083
  const network = safetensors.decode(headed.model());
  expect([network.text, network.notice]).toEqual([encoder.text, encoder.notice]);
  for (const [key, { values }] of Object.entries(encoder.weights)) expect([key, Buffer.from(network.weights[key]!.values.buffer).equals(Buffer.from(values.buffer, values.byteOffset, values.byteLength))]).toEqual([key, true]);

  const tuned = await execute("tuned", headed.model(), [{ technique: "train" }]);
  expect(tuned.report.outcome).toBe("SUCCEEDED");
  expect(safetensors.decode(tuned.model()).weights["block_1_attention/query_kernel"]).not.toEqual(network.weights["block_1_attention/query_kernel"]);

  const taught = await execute("taught", headed.model(), [{ technique: "distill", student: { layers: [{ type: "embedding", inputDim: 8192, outputDim: 2 }, { type: "global_average_pooling1d" }] } }]);
  expect(taught.report).toMatchObject({ outcome: "SUCCEEDED", network: { architecture: { inputShape: [24] } } });
  expect(safetensors.decode(taught.model())).toMatchObject({ notice: encoder.notice });
  expect(safetensors.decode(taught.model()).text).toBeUndefined();
}, 300_000);

test("an encoder without a head, and one of texts on a task of pixels, are refused", async () => {
  const bare = await execute("bare", safetensors.encode(encoder), [{ technique: "train" }]);
  expect(bare.report.failure).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("to 8 classes; the task wordnet-gloss needs") });
  const pixels = await execute("pixels", safetensors.encode(encoder), [{ technique: "train-head" }], "digits");
  expect(pixels.report.failure).toMatchObject({ code: "INVALID_INPUT", message: "The base network reads texts, and the task digits has none." });
}, 120_000);

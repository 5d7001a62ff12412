import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import { correctCount } from "./evaluation/accuracy.ts";
import { safetensors } from "./formats/safetensors.ts";
import { openOnnxPredictor } from "./onnx-predictor.ts";
import type { EngineEvent, RunReport } from "./report.ts";
import { denseNetwork } from "./test-networks.ts";
import { digits } from "./tasks/digits.ts";

const command = fileURLToPath(new URL("../bin/joulemark-engine.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "joulemark-quantized-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A work folder, as a worker executes it. */
async function execute(name: string, job: object): Promise<{ events: EngineEvent[]; report: RunReport; out: string }> {
  const folder = join(root, name);
  mkdirSync(join(folder, "base"), { recursive: true });
  writeFileSync(join(folder, "job.json"), JSON.stringify({ seed: 1, threads: 1, inferenceSeconds: 0.1, ...job }));
  const stdout = await new Promise<string>((resolve, reject) => execFile(process.execPath, [command, "run", folder], { env: { ...process.env, NODE_OPTIONS: "" } }, (error, text) => (error ? reject(error) : resolve(text))));
  return { events: stdout.trim().split("\n").map((line) => JSON.parse(line) as EngineEvent), report: JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")) as RunReport, out: join(folder, "out") };
}
const specification = (base: object, pipeline: object[]): object => ({ version: 1, name: "a", task: "digits", base, pipeline, training: { epochs: 3 }, seeds: [1] });

test("a run that quantizes is evaluated by its ONNX form, tells what it changed, and gives a file that teaches but is not trained", async () => {
  const { report, events, out } = await execute("first", { specification: specification({ layers: [{ type: "dense", units: 64, activation: "relu" }] }, [{ technique: "train" }, { technique: "quantize" }]) });
  expect(report).toMatchObject({ outcome: "SUCCEEDED", techniques: ["train", "quantize"], environment: { backend: expect.stringMatching(/tfjs.*; inference: onnxruntime-node/) }, steps: 3 * Math.ceil(digits.splitSizes.train / 32) });
  expect(report.files.map(({ name }) => name)).toEqual(["model.safetensors", "energy-record.json", "model.onnx"]);
  const { inputs, labels } = digits.load().test;
  const predictor = openOnnxPredictor({ format: "onnx", bytes: readFileSync(join(out, "model.onnx")) }, { ...digits, threads: 1 });
  expect(report.metrics[0]!.value).toBe(correctCount(predictor.predict(inputs), labels) / labels.length);
  const figures = Object.fromEntries(events.flatMap(({ values }) => values).map(({ name, value }) => [name, value]));
  expect(figures["onnxBytes"]! / figures["float32OnnxBytes"]!).toBeLessThan(0.4);
  expect(figures["latencyMsBatch64"]).toBeGreaterThan(0);

  const model = readFileSync(join(out, "model.safetensors"));
  expect(report.network!.sizeBytes).toBe(model.length);
  expect(report.network!.numberType).toBe("int8"); // what a projection to other hardware computes in
  expect(safetensors.decode(model).quantization!.mode).toBe("static");
  const based = async (name: string, step: object, base: Uint8Array = model): Promise<RunReport> => {
    mkdirSync(join(root, name, "base"), { recursive: true });
    writeFileSync(join(root, name, "base", "model.safetensors"), base);
    return (await execute(name, { specification: specification({ modelVersion: "it" }, [step]) })).report;
  };
  expect(await based("taught", { technique: "distill", student: { layers: [] } })).toMatchObject({ outcome: "SUCCEEDED", network: { label: "64-10" } });
  expect((await based("again", { technique: "quantize" })).failure).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("already") });
  expect(await based("alone", { technique: "quantize", mode: "dynamic" }, safetensors.encode(denseNetwork([64, 8, 10])))).toMatchObject({ outcome: "SUCCEEDED", steps: 0, network: { label: "64-8-10" } });
  expect((await based("trained", { technique: "train" })).failure).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("quantized") });
});

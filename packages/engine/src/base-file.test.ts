import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import { encodeOnnx } from "./formats/onnx/encode-onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import type { RunReport } from "./report.ts";
import { denseNetwork, relativeDifference } from "./test-networks.ts";

const command = fileURLToPath(new URL("../bin/joulemark-engine.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "joulemark-base-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs a specification with a base from disk; gives its report, weights and standard error. */
async function run(name: string, base: string, pipeline: object[]): Promise<{ code: number; stderr: string; folder: string }> {
  const path = join(root, `${name}.json`);
  writeFileSync(path, JSON.stringify({ version: 1, name, task: "digits", base: { file: base }, pipeline, training: { epochs: 2, examples: 100 }, seeds: [1] }));
  const folder = join(root, name);
  return new Promise((resolve) => execFile(process.execPath, [command, "run", path, "--out", folder], { env: { ...process.env, NODE_OPTIONS: "" } }, (error, _stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stderr, folder: join(folder, "seed-1", "out") })));
}
const reportOf = (folder: string): RunReport => JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as RunReport;
const distill = [{ technique: "distill", student: { layers: [{ type: "dense", units: 6, activation: "relu" }] } }];
const teacher = denseNetwork([64, 20, 10]);
const [asOnnx, asTensors] = ["teacher.onnx", "teacher.safetensors"].map((name) => join(root, name)) as [string, string];
writeFileSync(asOnnx, encodeOnnx(teacher));
writeFileSync(asTensors, safetensors.encode(teacher));

test("an ONNX model teaches a student what the same network teaches it", async () => {
  const [fromOnnx, fromTensors] = [await run("onnx", asOnnx, distill), await run("tensors", asTensors, distill)];
  expect([fromOnnx.code, fromTensors.code]).toEqual([0, 0]);
  expect(reportOf(fromOnnx.folder)).toMatchObject({ outcome: "SUCCEEDED", network: { label: "64-6-10" } });
  const [a, b] = [fromOnnx, fromTensors].map(({ folder }) => safetensors.decode(readFileSync(join(folder, "model.safetensors"))).weights["dense_1/kernel"]!.values) as [Float32Array, Float32Array];
  expect(relativeDifference(a, b)).toBeLessThan(1e-3);
});
test.each(["dense.keras", "dense.h5"])("%s is trained further, as any network", async (file) => {
  const { code, folder } = await run(file, fileURLToPath(new URL(`./formats/keras/recorded/${file}`, import.meta.url)), [{ technique: "train" }]);
  expect(code).toBe(0);
  expect(reportOf(folder)).toMatchObject({ outcome: "SUCCEEDED", network: { label: "64-6-10" } });
});
test("a technique that needs layers says that an ONNX model has none, and which takes it", async () => {
  const { folder } = await run("train", asOnnx, [{ technique: "train" }]);
  expect(reportOf(folder).failure).toMatchObject({ code: "UNSUPPORTED", message: expect.stringMatching(/train needs layers; distill takes it/) });
});
test("a base that is not there, or no model, is refused before anything runs", async () => {
  expect(await run("missing", join(root, "nowhere.onnx"), distill)).toMatchObject({ code: 2, stderr: expect.stringContaining("nowhere.onnx") });
});

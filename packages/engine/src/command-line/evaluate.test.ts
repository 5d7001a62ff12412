import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";
import { encodeOnnx } from "../formats/onnx/encode-onnx.ts";
import { safetensors } from "../formats/safetensors.ts";
import { denseNetwork } from "../test-networks.ts";
import type { Evaluation } from "./evaluate.ts";

const command = fileURLToPath(new URL("../../bin/joulemark-engine.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "joulemark-evaluate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const network = denseNetwork([64, 12, 10]);
function written(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}
const evaluate = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => execFile(process.execPath, [command, "evaluate", ...args, "--inference-seconds", "0.05"], { env: { ...process.env, NODE_OPTIONS: "" } }, (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err })));

describe("a model is measured as it is", () => {
  test("an ONNX model and the same network as ours have the same quality on the test split, each on its runtime", async () => {
    const answers = await Promise.all([evaluate(written("a.onnx", encodeOnnx(network)), "--task", "digits", "--json"), evaluate(written("a.safetensors", safetensors.encode(network)), "--task", "digits", "--json")]);
    expect(answers.map(({ code, err }) => [code, err])).toEqual([[0, ""], [0, ""]]);
    const [onnx, own] = answers.map(({ out }) => JSON.parse(out) as Evaluation) as [Evaluation, Evaluation];
    expect(onnx.metrics[0]).toEqual(own.metrics[0]);
    expect([onnx.runtime, own.runtime]).toEqual(["ONNX Runtime", expect.stringContaining("tfjs")]);
    expect(onnx.inferenceEnergyPerThousand).toMatchObject({ unit: "J" });
    expect(onnx.latency.map(({ batchSize, calls }) => [batchSize, calls >= 20])).toEqual([[1, true], [32, true], [256, true]]);
  });
  test("for a terminal each figure stands on a line with its interval", async () => {
    const { out } = await evaluate(written("b.safetensors", safetensors.encode(network)), "--task", "digits");
    expect(out).toMatch(/^Test split of digits, on .*:\naccuracy +\d+\.\d % \(.* … .*\)\nmacro-F1/);
    expect(out).toMatch(/latency, batch 32 +p50 .* ms, 1 thread/);
  });
});
test.each([
  ["no task", [], /evaluate needs a task: --task digits/],
  ["a task that there is not", ["--task", "cats"], /there is no task cats\. There are: digits, /],
  ["a task whose examples do not fit", ["--task", "breast-cancer"], /maps \[64\] to 10 classes; the task breast-cancer needs \[30\] and 2/],
])("%s is refused with exit code 2", async (_, args, message) => {
  const { code, err } = await evaluate(written("c.safetensors", safetensors.encode(network)), ...args);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
});

import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { root } from "../../scripts/node22.mjs";

const execute = promisify(execFile);
const seeds = [1, 2, 3];
const folder = mkdtempSync(join(tmpdir(), "joulemark-distillation-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an experiment of packages/engine/examples/experiments in a folder that has its teacher; gives the accuracy of each seed on the test split. */
async function accuracies(name: string, cwd: string, of = seeds): Promise<number[]> {
  const specification = join(root, "packages", "engine", "examples", "experiments", `${name}.json`);
  await execute(process.execPath, [join(root, "packages", "engine", "bin", "joulemark-engine.mjs"), "run", specification, "--out", name, "--inference-seconds", "0.2"], { cwd, env: { ...process.env, NODE_OPTIONS: "" }, maxBuffer: 1 << 28 });
  return of.map((seed) => (JSON.parse(readFileSync(join(cwd, name, `seed-${seed}`, "out", "report.json"), "utf8")) as { metrics: { name: string; value: number }[] }).metrics.find((metric) => metric.name === "accuracy")!.value);
}

/** Trains the teacher and puts it where the experiments look for it. */
async function taught(task: string): Promise<string> {
  const cwd = join(folder, task);
  mkdirSync(cwd, { recursive: true });
  await accuracies(`${task}-teacher`, cwd, [1]);
  copyFileSync(join(cwd, `${task}-teacher`, "seed-1", "out", "model.safetensors"), join(cwd, "teacher.safetensors"));
  return cwd;
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const HOUR_MS = 3_600_000;

describe("docs/experiments/distillation.md", () => {
  let [fashion, digits] = ["", ""];
  beforeAll(async () => {
    [fashion, digits] = [await taught("fashion-mnist"), await taught("digits")];
  }, HOUR_MS);

  test("from 600 labels of Fashion-MNIST, distilling at T = 1 gains 1.5 points or more in the mean of three seeds", async () => {
    const [alone, distilled] = [await accuracies("fashion-mnist-600-labels", fashion), await accuracies("fashion-mnist-600-distilled", fashion)];
    console.log(`600 labels: ${alone.join(" ")}; distilled: ${distilled.join(" ")}`);
    expect(mean(distilled) - mean(alone)).toBeGreaterThanOrEqual(0.015);
  }, HOUR_MS);
  test("with all labels of the digits, distilling at T = 20 gains nothing", async () => {
    const [alone, distilled] = [await accuracies("digits-all-labels", digits), await accuracies("digits-all-distilled", digits)];
    console.log(`all labels: ${alone.join(" ")}; distilled: ${distilled.join(" ")}`);
    expect(mean(distilled)).toBeLessThan(mean(alone));
  }, HOUR_MS);
});

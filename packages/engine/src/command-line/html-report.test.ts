import { expect, test } from "@jest/globals";
import type { EngineEvent, RunReport } from "../report.ts";
import { parseSpecification } from "../spec/parse.ts";
import { drawHtmlReport } from "./html-report.ts";
import { chartsOf } from "./report-curves.ts";

const parsed = parseSpecification({ version: 1, name: "<script>alert(1)</script>", task: "digits", base: { layers: [] }, pipeline: [{ technique: "train" }], seeds: [1, 2] });
if (!parsed.ok) throw new Error("no specification");
const { specification } = parsed;

const energy = { value: 12.34, unit: "J", interval: { low: 6, high: 25, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "a model of watts" } as const;
const report = (seed: number, change: Partial<RunReport> = {}): RunReport => ({
  schemaVersion: 1, outcome: "SUCCEEDED", failure: null, seed, task: "digits", techniques: ["train"],
  environment: { engineVersion: "0", backend: "b", threads: 1, operatingSystem: "o", processor: "p", accelerator: null, hardwareClass: "cpu/unknown/1", zone: null },
  metrics: [{ name: "accuracy", value: 0.944, direction: "MAXIMIZE", interval: { low: 0.92, high: 0.965, level: 0.95 }, split: "test", count: 360 }],
  steps: 100, epochs: 1, trainingCpuSeconds: 1, trainingWallSeconds: 1, trainingEnergy: energy, inferenceEnergyPerThousand: null, carbon: null, cost: null, costs: [],
  network: { label: "64-10", parameterCount: 650, sizeBytes: 2600, multiplyAdds: 640, sha256: "" }, files: [], ...change,
});
const event = (step: number, loss: number): EngineEvent => ({ at: "", kind: "PROGRESS", step, totalSteps: 100, values: [{ name: "loss", value: loss }, { name: "energyJoules", value: step / 10 }] });

test("the page stands alone: figures with intervals, curves as SVG, nothing that it loads, and no text that becomes markup", async () => {
  const page = await drawHtmlReport(specification, [{ report: report(1), events: [event(50, 2), event(100, 1)] }, { report: report(2, { outcome: "FAILED", failure: { code: "NUMERIC", message: "The loss is NaN in step 3." }, metrics: [], network: null }), events: [] }]);
  expect(page).toContain("94.4 % (92.0 … 96.5)");
  expect(page).toContain("12.3 J (6 … 25)");
  expect(page).toContain("not measured");
  expect(page).toContain("The loss is NaN in step 3.");
  expect(page.match(/<svg/g)).toHaveLength(2);
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(/);
  expect(page).toContain("&lt;script&gt;");
});
test("the staleness of asynchronous training is on the page", async () => {
  const page = await drawHtmlReport(specification, [{ report: report(1, { staleness: [3, 1] }), events: [] }, { report: report(2), events: [] }]);
  expect(page).toContain("3 (75.0 %)");
});
test("of a step that was done again the newer reading counts", () => {
  const [loss] = chartsOf([{ seed: 1, events: [event(10, 3), event(20, 2), event(30, 9), event(20, 2.5), event(30, 1)] }]);
  expect(loss!.curves[0]!.points).toEqual([{ step: 10, value: 3 }, { step: 20, value: 2.5 }, { step: 30, value: 1 }]);
});
test("of several runs each has a curve, and what none told is no chart", () => {
  const charts = chartsOf([{ seed: 1, events: [event(10, 3)] }, { seed: 7, events: [event(10, 2)] }]);
  expect(charts.map(({ title, curves }) => [title, ...curves.map(({ name }) => name)])).toEqual([["Training loss", "seed 1", "seed 7"], ["Energy of training so far", "seed 1", "seed 7"]]);
});

import { expect, test } from "@jest/globals";
import { drawSvg } from "./svg.ts";
import { trainingCurvesChart } from "./training-curves.ts";

const options = { description: "Loss over the steps", stepAxis: "step", valueAxis: "loss" };
const falling = (name: string, count: number) => ({ name, points: Array.from({ length: count }, (_, step) => ({ step, value: 2 / (step + 1) })) });

test("two curves are told apart by dashes and named in a legend", async () => {
  const svg = await drawSvg(trainingCurvesChart([falling("training", 30), falling("validation", 10)], options));
  expect(svg).toContain('stroke-dasharray="5,3"');
  expect(svg).toContain(">validation</text>");
});
test("a single curve needs no legend", async () => {
  expect(await drawSvg(trainingCurvesChart([falling("training", 30)], options))).not.toContain(">training</text>");
});
test("a curve of one reading is drawn as a point", async () => {
  expect(await drawSvg(trainingCurvesChart([falling("training", 1)], options))).toMatch(/class="mark-symbol[^"]*layer_1_marks"[^>]*><path/);
});
test("a run of 100,000 steps is drawn with few points", async () => {
  expect((await drawSvg(trainingCurvesChart([falling("training", 100_000)], options))).length).toBeLessThan(30_000);
});
test("no reading draws axes without a broken number", async () => {
  expect(await drawSvg(trainingCurvesChart([], options))).not.toMatch(/NaN|Infinity/);
});

test("ten series are told apart by colour and dash, no two alike", () => {
  const curves = Array.from({ length: 10 }, (_, k) => ({ name: String(k), points: [{ step: 1, value: k }] }));
  const text = JSON.stringify(trainingCurvesChart(curves, { description: "d", stepAxis: "s", valueAxis: "v" }));
  const { layer } = JSON.parse(text) as { layer: { encoding: { color: { scale: { range: string[] } }; strokeDash: { scale: { range: number[][] } } } }[] };
  const { color, strokeDash } = layer[0]!.encoding;
  expect(new Set(color.scale.range.map((colour, k) => colour + JSON.stringify(strokeDash.scale.range[k]))).size).toBe(10);
});

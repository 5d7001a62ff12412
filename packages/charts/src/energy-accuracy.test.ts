import { expect, test } from "@jest/globals";
import type { EnergyAccuracyRow } from "./energy-accuracy.ts";
import { energyAccuracyChart, plottableRows } from "./energy-accuracy.ts";
import { drawSvg } from "./svg.ts";
import { darkTheme, pageTheme } from "./theme.ts";

const text = { description: "Energy against accuracy", energyAxis: "Training energy, J (log)", accuracyAxis: "accuracy", paretoOptimal: "Pareto-optimal", dominated: "dominated" };
const rows: EnergyAccuracyRow[] = [
  { label: "64-512-512-10", energyJoules: { value: 300, interval: { low: 240, high: 380 } }, accuracy: { value: 0.975, interval: { low: 0.96, high: 0.985 } }, paretoOptimal: true },
  { label: "64-16-10 distilled", energyJoules: { value: 40, interval: { low: 30, high: 52 } }, accuracy: { value: 0.93, interval: { low: 0.91, high: 0.945 } }, paretoOptimal: true },
  { label: "64-16-10", energyJoules: { value: 41, interval: null }, accuracy: { value: 0.89, interval: null }, paretoOptimal: false },
  { label: "unmeasured", energyJoules: null, accuracy: { value: 0.9, interval: null }, paretoOptimal: false },
];

test("a row without measured energy is not drawn as zero: it is left out", async () => {
  expect(plottableRows(rows).map((row) => row.label)).toEqual(["64-512-512-10", "64-16-10 distilled", "64-16-10"]);
  expect(await drawSvg(energyAccuracyChart(rows, { text }))).not.toContain("unmeasured");
});
test("Pareto-optimal results are told apart by label and by shape, not by colour alone", async () => {
  const svg = await drawSvg(energyAccuracyChart(rows, { text }));
  expect(svg).toContain(">64-16-10 distilled</text>");
  expect(svg).not.toContain(">64-16-10</text>");
  const shapes = [...svg.matchAll(/aria-roledescription="point"[^>]*? d="([^"]+)"/g)].map((match) => match[1]!.includes("A") ? "circle" : "diamond");
  expect(shapes).toEqual(["diamond", "diamond", "circle"]);
});
test("every point has a name that a screen reader can say", async () => {
  expect(await drawSvg(energyAccuracyChart(rows, { text }))).toMatch(/aria-roledescription="point"[^>]*aria-label="64-16-10 distilled"|aria-label="64-16-10 distilled"[^>]*aria-roledescription="point"/);
});
test("an interval that reaches zero still has a finite place on the logarithmic axis", async () => {
  const wide = [{ ...rows[1]!, energyJoules: { value: 1, interval: { low: 0, high: 3 } } }];
  expect(await drawSvg(energyAccuracyChart(wide, { text }))).not.toMatch(/NaN|Infinity/);
});
test("a board with no row draws its axes and no mark", async () => {
  const svg = await drawSvg(energyAccuracyChart([], { text }));
  expect(svg).toContain("Training energy, J (log)");
  expect(svg).not.toMatch(/NaN|aria-roledescription="point"/);
});
test("a page's variables and a theme's colours both reach the drawing", async () => {
  expect(await drawSvg(energyAccuracyChart(rows, { text, theme: pageTheme }))).toContain("var(--chart-primary)");
  expect(await drawSvg(energyAccuracyChart(rows, { text, theme: darkTheme }))).toContain(darkTheme.primary);
});
test("the specification is plain JSON", () => {
  const specification = energyAccuracyChart(rows, { text });
  expect(JSON.parse(JSON.stringify(specification))).toEqual(specification);
});

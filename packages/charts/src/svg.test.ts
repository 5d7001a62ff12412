import { expect, test } from "@jest/globals";
import { drawSvg } from "./svg.ts";
import { trainingCurvesChart } from "./training-curves.ts";

const chart = (name: string) => trainingCurvesChart(
  [{ name, points: [{ step: 0, value: 1 }, { step: 1, value: 2 }] }, { name: "b", points: [{ step: 0, value: 1 }] }],
  { description: name, stepAxis: name, valueAxis: name },
);

test("markup in a name comes out as text", async () => {
  const svg = await drawSvg(chart('<script>alert("x")</script><a href="x">'));
  expect(svg).not.toMatch(/<script|<a /);
  expect(svg).toContain("&lt;script&gt;");
});
test("the drawing has a natural size and a viewBox, so that a page can shrink it", async () => {
  const [root] = (await drawSvg(chart("a"))).match(/^<svg[^>]*>/) ?? [];
  expect(root).toMatch(/ width="\d+" height="\d+" viewBox="0 0 /);
});
test("a specification that wants data from an address does not get it", async () => {
  const svg = await drawSvg({ data: { url: "http://127.0.0.1:9/rows.json" }, mark: "point", encoding: { x: { field: "a", type: "quantitative" } } });
  expect(svg).not.toContain('aria-roledescription="point"');
});
test("a specification with a lost property is refused, not drawn with a warning", async () => {
  await expect(drawSvg({ data: { values: [{ a: 1 }] }, mark: "point", encoding: { x: { field: "a", type: "quantitative", scale: { type: "band" } } } })).rejects.toThrow("Vega-Lite:");
});

import { expect, test } from "@jest/globals";
import { placeOf } from "./interval-bar.tsx";

test("the ends of the scale are the ends of the bar, and values beyond stay inside", () => {
  expect([0, 5, 10, 20].map((value) => placeOf(value, { low: 0, high: 10 }, "linear"))).toEqual([0, 50, 100, 100]);
});
test("equal ratios take equal room on a logarithmic scale", () => {
  expect(placeOf(10, { low: 1, high: 100 }, "log")).toBe(50);
});
test("zero, which a logarithm cannot show, stands at the low end", () => {
  expect(placeOf(0, { low: 1, high: 100 }, "log")).toBe(0);
});
test("a scale of no width puts its value in the middle", () => {
  expect(placeOf(3, { low: 3, high: 3 }, "linear")).toBe(50);
});

import { expect, test } from "@jest/globals";
import { decimalsOf, roundTo } from "./precision.ts";

test.each([
  [312.4, { low: 250, high: 372 }, 0],
  [4821, { low: 3900, high: 5800 }, -1],
  [92.63, { low: 91.05, high: 94.12 }, 1],
  [0.01234, { low: 0.009, high: 0.0155 }, 4],
  [312.4567, null, 0],
  [0.5, null, 3],
])("%d in %j is worth %d decimals", (value, bounds, decimals) => {
  expect(decimalsOf(value, bounds)).toBe(decimals);
});
test("a value keeps two significant digits however wide its interval", () => {
  expect(decimalsOf(0.0123, { low: 0, high: 2 })).toBe(3);
});
test("an interval of no width does not ask for endless digits", () => {
  expect(decimalsOf(10, { low: 10, high: 10 })).toBe(1);
});
test.each([[4821, -1, 4820], [4856, -2, 4900], [0.12345, 3, 0.123]])("%d to %d decimals is %d", (value, decimals, rounded) => {
  expect(roundTo(value, decimals)).toBe(rounded);
});

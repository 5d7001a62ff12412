import { expect, test } from "@jest/globals";
import { mean, meanOverSeeds, spreadOfMean } from "./statistics.ts";

const free = { min: -Infinity, max: Infinity };

test("the half interval of a mean of 10, 12 and 14 is Student's 4.303 · 2 / √3", () => {
  expect(mean([10, 12, 14])).toBe(12);
  expect(spreadOfMean([10, 12, 14])).toBeCloseTo((4.303 * 2) / Math.sqrt(3), 9);
});
test("a single run shows no spread: its own interval is the result's", () => {
  expect(meanOverSeeds([{ value: 5, interval: { low: 4, high: 7, level: 0.95 } }], free)).toEqual({ value: 5, interval: { low: 4, high: 7, level: 0.95 } });
  expect(meanOverSeeds([{ value: 5, interval: null }], free)).toEqual({ value: 5, interval: null });
});
test("what is common to all seeds does not shrink with more of them", () => {
  const one = { value: 5, interval: { low: 4, high: 7, level: 0.95 } };
  const { interval } = meanOverSeeds(Array.from({ length: 50 }, () => one), free);
  expect(interval).toEqual({ low: 4, high: 7, level: 0.95 });
});
test("a share's interval stays within 0 and 1", () => {
  const { interval } = meanOverSeeds([0.99, 0.8, 1].map((value) => ({ value, interval: null })), { min: 0, max: 1 });
  expect(interval!.high).toBe(1);
  expect(interval!.low).toBeGreaterThanOrEqual(0);
});

import { describe, expect, test } from "@jest/globals";
import { linearDomain, logDomain, logTicks } from "./scale.ts";

describe("logDomain", () => {
  test("holds every value with room on both sides", () => {
    const { low, high } = logDomain([2, 300]);
    expect(low).toBeLessThan(2);
    expect(high).toBeGreaterThan(300);
  });
  test("passes over zero, which a logarithm cannot show", () => {
    expect(logDomain([0, 10, 100])).toEqual(logDomain([10, 100]));
  });
  test("is one decade where there is nothing to show", () => {
    expect(logDomain([])).toEqual({ low: 1, high: 10 });
  });
  test("has a width for a single value", () => {
    const { low, high } = logDomain([5]);
    expect(high / low).toBeGreaterThan(1.3);
  });
});

describe("logTicks", () => {
  test.each([
    [0.9, 1.2], [4, 6], [1, 30], [0.001, 5000], [180, 260], [0.0123, 0.0127],
  ])("between %d and %d there is a tick, none lies outside, none twice", (low, high) => {
    const ticks = logTicks({ low, high });
    expect(ticks.every((tick) => tick >= low && tick <= high)).toBe(true);
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(ticks.length).toBeLessThanOrEqual(12);
  });
  test("over many decades only powers of ten are named", () => {
    expect(logTicks({ low: 0.5, high: 20000 })).toEqual([1, 10, 100, 1000, 10000]);
  });
});

describe("linearDomain", () => {
  test("does not pass the limits of the quantity", () => {
    expect(linearDomain([0.97, 0.999], { min: 0, max: 1 }).high).toBe(1);
  });
  test("is the limits where there is nothing to show", () => {
    expect(linearDomain([], { min: 0, max: 1 })).toEqual({ low: 0, high: 1 });
  });
});

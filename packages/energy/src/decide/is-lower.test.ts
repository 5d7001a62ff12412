import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ratioInterval } from "../uncertainty.ts";
import type { Comparable } from "./is-lower.ts";
import { isLower, mirrored, orderOf } from "./is-lower.ts";

const figure = (low: number, value: number, high: number, runs: number[] = [], biasGroup: string | null = null): Comparable => ({ figure: { value, interval: { low, high, level: 0.95 } }, biasGroup, runs });

describe("by their intervals", () => {
  test("a figure is lower where its interval ends before the other's begins, and the other is higher", () => {
    expect([orderOf(figure(1, 2, 3), figure(4, 5, 6)), orderOf(figure(4, 5, 6), figure(1, 2, 3))]).toEqual(["lower", "higher"]);
  });
  test("intervals that touch, overlap or hold each other tell nothing, however far apart the values are", () => {
    for (const other of [figure(3, 5, 6), figure(2.9, 50, 60), figure(0, 9, 100)]) expect(orderOf(figure(1, 2, 3), other)).toBe("not-distinguishable");
  });
  test("a figure without an interval is never lower, nor is anything lower than it", () => {
    const bare: Comparable = { figure: { value: 1, interval: null }, biasGroup: "a", runs: [1] };
    expect([orderOf(bare, figure(10, 20, 30)), orderOf(figure(10, 20, 30), bare)]).toEqual(["not-distinguishable", "not-distinguishable"]);
  });
});

describe("by their runs, where intervals overlap", () => {
  const [few, many] = [[9.9, 10, 10.1], [12.9, 13, 13.1]];
  test("figures of one group are told apart by the spread of their runs: the common error cancels", () => {
    expect(orderOf(figure(5, 10, 20, few, "epyc"), figure(6, 13, 26, many, "epyc"))).toBe("lower");
    expect(ratioInterval(few, many).interval!.high).toBeLessThan(1);
  });
  test("figures of two groups, or of none, are not", () => {
    expect(orderOf(figure(5, 10, 20, few, "epyc"), figure(6, 13, 26, many, "xeon"))).toBe("not-distinguishable");
    expect(orderOf(figure(5, 10, 20, few, null), figure(6, 13, 26, many, null))).toBe("not-distinguishable");
  });
  test("runs that scatter as far as they differ, a single run, and runs of 0 tell nothing", () => {
    expect(orderOf(figure(5, 10, 20, [7, 10, 13], "epyc"), figure(6, 13, 26, [10, 13, 16], "epyc"))).toBe("not-distinguishable");
    expect(orderOf(figure(5, 10, 20, [10], "epyc"), figure(6, 13, 26, many, "epyc"))).toBe("not-distinguishable");
    expect(orderOf(figure(0, 0, 20, [0, 0], "epyc"), figure(6, 13, 26, many, "epyc"))).toBe("not-distinguishable");
  });
});

describe("whatever the figures", () => {
  const comparable = fc.record({
    value: fc.double({ min: 1e-6, max: 1e6, noNaN: true }), below: fc.double({ min: 1, max: 5, noNaN: true }), above: fc.double({ min: 1, max: 5, noNaN: true }), known: fc.boolean(),
    group: fc.constantFrom(null, "a", "b"), spread: fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { maxLength: 5 }),
  }).map(({ value, below, above, known, group, spread }): Comparable => ({ figure: { value, interval: known ? { low: value / below, high: value * above, level: 0.95 } : null }, biasGroup: group, runs: spread.map((of) => of * value) }));
  const overlap = ({ figure: a }: Comparable, { figure: b }: Comparable): boolean => a.interval === null || b.interval === null || !(a.interval.high < b.interval.low || b.interval.high < a.interval.low);

  test("one whose interval reaches the other's is never lower, unless their group is one and the ratio of their runs excludes 1", () => {
    fc.assert(fc.property(comparable, comparable, (a, b) => {
      if (!overlap(a, b) || !isLower(a, b)) return;
      expect(a.biasGroup).not.toBeNull();
      expect(a.biasGroup).toBe(b.biasGroup);
      expect(ratioInterval(a.runs, b.runs).interval!.high).toBeLessThan(1);
    }), { numRuns: 3000 });
  });
  test("with no group in common, one whose interval reaches the other's is never lower", () => {
    fc.assert(fc.property(comparable, comparable, (a, b) => {
      if (overlap(a, b)) expect(orderOf({ ...a, biasGroup: null }, b)).toBe("not-distinguishable");
    }), { numRuns: 3000 });
  });
  test("nothing is lower than itself, and what is lower one way is higher the other", () => {
    fc.assert(fc.property(comparable, comparable, (a, b) => {
      expect(orderOf(a, a)).toBe("not-distinguishable");
      expect(orderOf(b, a)).toBe(mirrored(orderOf(a, b)));
    }), { numRuns: 3000 });
  });
  test("by intervals alone, lower than lower is lower", () => {
    fc.assert(fc.property(comparable, comparable, comparable, (...three) => {
      const [a, b, c] = three.map((one) => ({ ...one, biasGroup: null })) as [Comparable, Comparable, Comparable];
      if (isLower(a, b) && isLower(b, c)) expect(isLower(a, c)).toBe(true);
    }), { numRuns: 3000 });
  });
  test("knowing a figure less well never makes it lower", () => {
    fc.assert(fc.property(comparable, comparable, fc.double({ min: 1, max: 10, noNaN: true }), (a, b, wider) => {
      if (a.figure.interval === null || isLower(a, b)) return;
      const { low, high, level } = a.figure.interval;
      expect(isLower({ ...a, figure: { ...a.figure, interval: { low: low / wider, high: high * wider, level } } }, b)).toBe(false);
    }), { numRuns: 3000 });
  });
});

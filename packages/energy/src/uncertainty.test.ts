import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { SumPart } from "./uncertainty.ts";
import { combineFactors, intervalOf, ratioInterval, studentQuantile, sumOf, tickFactor } from "./uncertainty.ts";

/** Standard normal draws that are the same every time: Park and Miller's generator, Box and Muller's method. */
function normalDraws(seed: number): () => number {
  let state = seed;
  const uniform = (): number => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe("factors", () => {
  test("2.04 of a load curve, 1.3 of a year's grid and 1.1 of a building make 2.15", () => {
    expect(combineFactors(2.04, 1.3, 1.1)).toBeCloseTo(2.15, 2);
  });
  test("a product of factors is never narrower than its widest, and never wider than their plain product", () => {
    const factor = fc.double({ min: 1, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(factor, { minLength: 1, maxLength: 5 }), (factors) => {
        const combined = combineFactors(...factors);
        expect(combined).toBeGreaterThanOrEqual(Math.max(...factors) * (1 - 1e-12));
        expect(combined).toBeLessThanOrEqual(factors.reduce((a, b) => a * b, 1) * (1 + 1e-12));
      }),
    );
  });
  test("below 1 is refused", () => {
    expect(() => combineFactors(0.9)).toThrow(RangeError);
  });
  test("an interval holds its median, at the same factor on both sides", () => {
    expect(intervalOf(10, 2)).toEqual({ low: 5, high: 20, level: 0.95 });
  });
});

describe("a window read in ticks", () => {
  test("of 100 ticks and more is not widened", () => expect(tickFactor(1, 0.01)).toBe(1));
  test("of ten ticks is off by up to a fifth", () => expect(tickFactor(0.1, 0.01)).toBeCloseTo(1.2, 12));
  test("widens as it gets shorter", () => expect(tickFactor(0.02, 0.01)).toBeGreaterThan(tickFactor(0.5, 0.01)));
});

describe("a ratio of energies", () => {
  test("of equal runs is 1 and its interval holds 1", () => {
    const { value, interval } = ratioInterval([10, 11, 12], [10, 11, 12]);
    expect(value).toBeCloseTo(1, 12);
    expect(interval!.low).toBeLessThan(1);
    expect(interval!.high).toBeGreaterThan(1);
  });
  test("does not change when both sides are off by the same bias", () => {
    const plain = ratioInterval([10, 12, 11], [5, 5.5, 6]);
    const biased = ratioInterval([20, 24, 22], [10, 11, 12]);
    expect(biased.value).toBeCloseTo(plain.value, 12);
    expect(biased.interval!.high).toBeCloseTo(plain.interval!.high, 12);
  });
  test("of three runs and three runs has the interval worked out by hand: t = 3.182 at 3.5 degrees of freedom", () => {
    const { value, interval } = ratioInterval([10, 12, 11], [5, 5.5, 6.5]);
    expect(value).toBeCloseTo(1.947344, 6);
    expect(interval!.low).toBeCloseTo(1.448462, 6);
    expect(interval!.high).toBeCloseTo(2.618052, 6);
  });
  test("holds the true ratio in about 95 of 100 cases of three runs and five", () => {
    const normal = normalDraws(1);
    const runs = (median: number, spread: number, count: number): number[] => Array.from({ length: count }, () => median * Math.exp(spread * normal()));
    const held = Array.from({ length: 4000 }, () => ratioInterval(runs(30, 0.05, 3), runs(10, 0.15, 5)).interval!).filter(({ low, high }) => low <= 3 && high >= 3);
    expect(held.length / 4000).toBeGreaterThan(0.93);
    expect(held.length / 4000).toBeLessThan(0.98);
  });
  test("of single runs has no interval: their spread is not known", () => {
    const { value, interval } = ratioInterval([10], [5]);
    expect(value).toBeCloseTo(2, 12);
    expect(interval).toBeNull();
  });
  test("of something that is not above 0 is refused", () => {
    expect(() => ratioInterval([0, 1], [1, 2])).toThrow(RangeError);
  });
});

describe("a sum of uncertain parts", () => {
  const part = (median: number, factor: number, biasGroup: string): SumPart => ({ median, factor, biasGroup });
  test("of one part is that part", () => {
    const { median, low, high } = sumOf([part(10, 2, "a")]);
    expect([median, low, high].map((value) => value.toFixed(9))).toEqual(["10.000000000", "5.000000000", "20.000000000"]);
  });
  test("that are off together is as uncertain as each", () => {
    const { median, high } = sumOf([part(10, 1.3, "a"), part(30, 1.3, "a")]);
    expect(median).toBeCloseTo(40, 9);
    expect(high / median).toBeCloseTo(1.3, 9);
  });
  test("that are off by themselves is less uncertain than each", () => {
    const { median, high } = sumOf([part(20, 1.3, "a"), part(20, 1.3, "b")]);
    expect(high / median).toBeLessThan(1.21);
  });
  test("of what is exact is exact", () => expect(sumOf([part(1, 1, "a"), part(2, 1, "b")])).toEqual({ median: 3, low: 3, high: 3 }));
  test("of nothing is 0", () => expect([sumOf([]), sumOf([part(0, 2, "a")])]).toEqual([{ median: 0, low: 0, high: 0 }, { median: 0, low: 0, high: 0 }]));
  test("of less than nothing is refused", () => expect(() => sumOf([part(-1, 2, "a")])).toThrow(RangeError));

  const compositions: [string, SumPart[]][] = [
    ["counters of processor and memory, and a GPU's", [part(3000, 1.05, "rapl"), part(500, 1.2, "rapl"), part(9000, 1.1, "nvidia-smi")]],
    ["a load curve and memory by its size", [part(100, 2.04, "load-curve"), part(20, 1.9, "dram-estimate")]],
    ["an estimate beside a counter", [part(50, 2.2, "watts-per-thread"), part(200, 1.05, "nvidia-smi")]],
    ["two estimates off together, one not", [part(10, 2, "a"), part(5, 3, "a"), part(8, 2, "b")]],
  ];
  test.each(compositions)("agrees with 4,096 seeded draws: %s", (_, parts) => {
    const normal = normalDraws(20261124);
    const draws = Array.from({ length: 4096 }, () => {
      const shared = new Map([...new Set(parts.map(({ biasGroup }) => biasGroup))].map((group) => [group, normal()]));
      return parts.reduce((sum, { median, factor, biasGroup }) => sum + median * factor ** (shared.get(biasGroup)! / 1.96), 0);
    }).sort((a, b) => a - b);
    const { median, low, high } = sumOf(parts);
    expect(median / draws[2048]!).toBeGreaterThan(0.95);
    expect(median / draws[2048]!).toBeLessThan(1.05);
    const held = draws.filter((draw) => draw >= low && draw <= high).length / draws.length;
    expect(held).toBeGreaterThan(0.93);
    expect(held).toBeLessThan(0.97);
  });
  test("lies between its bounds", () => {
    const parts = fc.array(fc.record({ median: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e6, noNaN: true })), factor: fc.double({ min: 1, max: 5, noNaN: true }), biasGroup: fc.constantFrom("a", "b", "c") }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(parts, (all) => {
      const { median, low, high } = sumOf(all);
      return 0 <= low && low <= median && median <= high && high < Infinity;
    }));
  });
});

test("Student's quantile falls from 12.7 to the normal one", () => {
  expect([studentQuantile(1), studentQuantile(2), studentQuantile(30)]).toEqual([12.706, 4.303, 2.042]);
  expect(studentQuantile(1e9)).toBeCloseTo(1.96, 3);
  expect(studentQuantile(31)).toBeLessThan(2.042 + 1e-3);
});

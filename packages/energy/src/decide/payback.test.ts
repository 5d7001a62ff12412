import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Measurement } from "../measurement.ts";
import type { PayBackFigure, PayBackInput } from "./payback.ts";
import { electricityPayBackInput, payBackOf, payBacksOf } from "./payback.ts";

const joules = (value: number, factor: number | null = 2): Measurement => ({
  value, unit: "J", interval: factor === null ? null : { low: value / factor, high: value * factor, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "test",
});
const GROUP = "worker-1/cpu-time/amd-epyc-zen4";
const perThousand = (value: number, runs: number[] = [], biasGroup: string | null = GROUP): PayBackFigure => ({ figure: joules(value), biasGroup, runs });
const distillation = { name: "distillation", counted: true, figure: joules(6000), biasGroup: GROUP };
const input = (change: Partial<PayBackInput> = {}): PayBackInput => ({ spendings: [distillation], base: perThousand(40, [40, 40, 40]), optimized: perThousand(10, [10, 10, 10]), ...change });

describe("worked by hand: 6,000 J spent, 40 J per 1,000 inferences before and 10 J after", () => {
  test("30 J saved per 1,000 pay 6,000 J back after 200,000; one host, one method and runs without spread leave nothing uncertain", () => {
    expect(payBackOf(input())).toMatchObject({ verdict: "pays-back", unit: "J", spent: { value: 6000 }, saved: { value: 30, interval: { low: 15, high: 60 } }, basis: "run-to-run-spread", counted: ["distillation"], notCounted: [] });
    const { value, low, high } = payBackOf(input()).inferences;
    expect([value, low, high].map((count) => Math.round(count!))).toEqual([200_000, 200_000, 200_000]);
  });
  test("of different hosts each figure brings its factor of 2: 66,700 to 926,900", () => {
    // saved: low 30 − √((40 − 20)² + (20 − 10)²) = 7.639, high 30 + √((80 − 40)² + (10 − 5)²) = 70.311
    // low end: 200,000 ÷ e^√(ln² 2 + ln² (70.311 ÷ 30)) = 200,000 ÷ 2.999; high end: 200,000 × e^√(ln² 2 + ln² (30 ÷ 7.639)) = 200,000 × 4.635
    const { inferences, saved, basis } = payBackOf(input({ optimized: perThousand(10, [10, 10, 10], "another host") }));
    expect(basis).toBe("full-factors");
    expect(saved.interval!.low).toBeCloseTo(7.639, 3);
    expect(saved.interval!.high).toBeCloseTo(70.311, 3);
    expect(inferences.value).toBe(200_000);
    expect(inferences.low! / 100).toBeCloseTo(667, -1);
    expect(inferences.high! / 100).toBeCloseTo(9269, -1);
  });
  test("what was spent on another host brings its own factor, and the common error of the saving: a factor of √(ln² 2 + ln² 2) either way", () => {
    const { inferences } = payBackOf(input({ spendings: [{ ...distillation, biasGroup: "another host" }] }));
    const reach = Math.exp(Math.hypot(Math.log(2), Math.log(2)));
    expect(inferences.low).toBeCloseTo(200_000 / reach, 3);
    expect(inferences.high).toBeCloseTo(200_000 * reach, 3);
  });
});

test("a training of the teacher that is counted is paid back as well; one that is not is named", () => {
  const teacher = { name: "training of the teacher", figure: joules(3000), biasGroup: GROUP };
  expect(payBackOf(input({ spendings: [distillation, { ...teacher, counted: true }] }))).toMatchObject({ inferences: { value: 300_000 }, counted: ["distillation", "training of the teacher"] });
  expect(payBackOf(input({ spendings: [distillation, { ...teacher, counted: false }] }))).toMatchObject({ inferences: { value: 200_000 }, notCounted: ["training of the teacher"] });
});

describe("never is an answer", () => {
  test("an optimized model that surely takes more never pays back", () => {
    expect(payBackOf(input({ base: perThousand(10, [10, 10]), optimized: perThousand(12, [12, 12]) }))).toMatchObject({ verdict: "never", inferences: { value: null, low: null, high: null }, saved: { value: -2, interval: { low: -4, high: -1 } } });
  });
  test("one that may take more by its interval pays back after some number, or maybe never", () => {
    const { verdict, inferences, saved } = payBackOf(input({ base: perThousand(12, [], null), optimized: perThousand(10, [], null) }));
    expect(verdict).toBe("maybe-never");
    expect(inferences).toMatchObject({ value: 3_000_000, high: null });
    expect(inferences.low).toBeLessThan(3_000_000);
    expect(saved.interval!.low).toBeLessThan(0);
  });
  test("one that takes more by its median but may take less has no median, and a lower end", () => {
    const { verdict, inferences } = payBackOf(input({ base: perThousand(10, [], null), optimized: perThousand(12, [], null) }));
    expect(verdict).toBe("maybe-never");
    expect(inferences.value).toBeNull();
    expect(inferences.low).toBeGreaterThan(0);
    expect(inferences.high).toBeNull();
  });
  test("equal models never pay back", () => {
    expect(payBackOf(input({ optimized: perThousand(40, [40, 40]) }))).toMatchObject({ verdict: "never", inferences: { value: null } });
  });
  test("without intervals a saving by the median alone is a maybe, and none is a never", () => {
    const bare = (value: number): PayBackFigure => ({ figure: joules(value, null), biasGroup: null, runs: [] });
    expect(payBackOf(input({ base: bare(40), optimized: bare(10) }))).toMatchObject({ verdict: "maybe-never", inferences: { value: 200_000, low: null, high: null }, saved: { value: 30, interval: null } });
    expect(payBackOf(input({ base: bare(10), optimized: bare(40) }))).toMatchObject({ verdict: "never" });
  });
});

test("one run a side has no spread to go by: each figure brings its whole interval", () => {
  expect(payBackOf(input({ base: perThousand(40, [40]) })).basis).toBe("full-factors");
});
test("runs that scatter widen the interval", () => {
  const steady = payBackOf(input({ base: perThousand(40, [39.9, 40, 40.1]) })).inferences;
  const scattered = payBackOf(input({ base: perThousand(40, [30, 40, 53]) })).inferences;
  expect(scattered.low!).toBeLessThan(steady.low!);
  expect(scattered.high === null || scattered.high > steady.high!).toBe(true);
});
test("nothing spent is paid back at once", () => {
  expect(payBackOf(input({ spendings: [] }))).toMatchObject({ verdict: "pays-back", inferences: { value: 0, low: 0, high: 0 } });
});
test("energy and money are answered apart, and one price for both leaves the count of inferences as it is", () => {
  const price = { pricePerKwh: 0.19, currency: "EUR", priceDate: "2025-06-30", factor: 2, source: "test" };
  const { energy, money } = payBacksOf(input(), [electricityPayBackInput(input(), price)]);
  expect(money).toMatchObject([{ kind: "ELECTRICITY", payBack: { verdict: "pays-back", unit: "EUR", basis: "run-to-run-spread" } }]);
  expect(money[0]!.payBack.spent.value).toBeCloseTo((6000 / 3.6e6) * 0.19, 12);
  for (const end of ["value", "low", "high"] as const) expect(money[0]!.payBack.inferences[end]).toBeCloseTo(energy.inferences[end]!, 4);
});
test("joules and money, and two currencies, are not compared", () => {
  expect(() => payBackOf(input({ spendings: [{ ...distillation, figure: { ...joules(1), unit: "EUR" } }] }))).toThrow(/one unit: there is J and EUR/);
});

test("low ≤ value ≤ high, nothing negative, and the result survives JSON, whatever the figures", () => {
  const amount = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e9, noNaN: true }));
  const figure = fc.record({ value: amount, factor: fc.oneof(fc.constant(null), fc.double({ min: 1, max: 10, noNaN: true })), group: fc.constantFrom(null, "a", "b"), spread: fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { maxLength: 4 }) })
    .map(({ value, factor, group, spread }): PayBackFigure => ({ figure: joules(value, factor), biasGroup: group, runs: spread.map((of) => of * value) }));
  fc.assert(
    fc.property(figure, figure, fc.array(figure, { maxLength: 3 }), (base, optimized, spent) => {
      const result = payBackOf({ base, optimized, spendings: spent.map((of, index) => ({ name: String(index), counted: true, figure: of.figure, biasGroup: of.biasGroup })) });
      const { inferences: { value, low, high }, verdict, saved } = result;
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      for (const count of [value, low, high]) expect(count === null || count >= 0).toBe(true);
      if (value !== null && low !== null) expect(low).toBeLessThanOrEqual(value * (1 + 1e-9));
      if (value !== null && high !== null) expect(high).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      if (verdict === "never") expect(value).toBeNull();
      if (saved.interval) {
        expect(saved.interval.low).toBeLessThanOrEqual(saved.value + Math.abs(saved.value) * 1e-9);
        expect(saved.interval.high).toBeGreaterThanOrEqual(saved.value - Math.abs(saved.value) * 1e-9);
      }
    }),
  );
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Measurement } from "../measurement.ts";
import { conversionOf } from "../conversion-of.ts";
import type { EstimateFor, Plan } from "./estimate.ts";
import { createEstimator, estimate } from "./estimate.ts";
import { chanceAbove } from "./projected-figures.ts";
import { madeRuns, trained, trueJoules } from "./test-machines.ts";
import { workKeys } from "./work.ts";

const about: EstimateFor = {
  hardwareClass: "cpu/amd-epyc-zen4/1",
  boundary: "PROCESS",
  meter: "ESTIMATED, a test",
  conversion: conversionOf({ zone: "DE" }),
};
const plan = (change: Partial<Plan> = {}): Plan => ({ work: trained(), task: "digits", runs: 1, ...change });
const history = madeRuns(120);
const widthOf = ({ interval }: { interval: { low: number; high: number } | null }): number => Math.sqrt(interval!.high / interval!.low);

describe("the figures", () => {
  const { perRun } = estimate(plan(), history, about);
  test("are projected, of level 0.8, in the contract's units; the boundary is that of the history", () => {
    expect(Object.values(perRun).map(({ unit, method, boundary, interval }) => [unit, method, boundary, interval!.level])).toEqual([
      ["J", "PROJECTED", "PROCESS", 0.8], ["gCO2e", "PROJECTED", "PROCESS", 0.8], ["EUR", "PROJECTED", "PROCESS", 0.8], ["s", "PROJECTED", null, 0.8],
    ]);
  });
  test("of carbon and cost are the energy's at the grid and the price, interval and all", () => {
    for (const [figure, rate] of [[perRun.carbon, 342], [perRun.cost, 0.1902]] as const) {
      const kwh = { value: perRun.energy.value / 3.6e6, low: perRun.energy.interval!.low / 3.6e6, high: perRun.energy.interval!.high / 3.6e6 };
      expect([figure.value, figure.interval!.low, figure.interval!.high]).toEqual([kwh.value * rate, kwh.low * rate, kwh.high * rate]);
    }
  });
  test("name what they rest on", () => {
    expect(perRun.energy.source).toBe("work of the specification at the rates of 120 past runs on cpu/amd-epyc-zen4/1 (ESTIMATED, a test)");
    expect(perRun.carbon.source).toContain("342 g CO2e/kWh, average of zone DE");
  });
});

describe("learning", () => {
  test("finds what work takes on a machine that is ten times slower than believed, and in other proportions", () => {
    for (const work of [trained({ width: 16, batchSize: 8 }), trained({ width: 400 }), trained({ epochs: 300, examples: 100 })]) {
      const { energy } = estimate(plan({ work }), history, about).perRun;
      expect(Math.abs(Math.log(energy.value / trueJoules(work)))).toBeLessThan(0.1);
      expect(widthOf(energy)).toBeLessThan(1.3);
    }
  });
  test("from more runs makes the interval narrower, and says on how many it rests", () => {
    const widths = [0, 1, 5, 20, 120].map((count) => {
      const { perRun, basis } = estimate(plan(), history.slice(0, count), about);
      expect(basis.runs).toBe(count);
      return widthOf(perRun.energy);
    });
    expect(widths[0]).toBeGreaterThan(3);
    expect(widths[0]! > widths[2]! && widths[1]! > widths[2]! && widths[2]! > widths[3]! && widths[3]! > widths[4]!).toBe(true);
    expect([0, 5, 120].map((count) => estimate(plan(), history.slice(0, count), about).basis.kind)).toEqual(["NONE", "FEW", "CALIBRATED"]);
  });
  test("is not led astray by one run in twenty that says a thousand times too much", () => {
    const forged = history.map((run, index) => (index % 20 === 0 ? { ...run, energyJoules: run.energyJoules! * 1000 } : run));
    expect(Math.abs(Math.log(estimate(plan(), forged, about).perRun.energy.value / trueJoules(trained())))).toBeLessThan(0.15);
  });
  test("of a hundred runs of one kind of work does not forget the others", () => {
    const lopsided = [...history.slice(0, 40), ...Array.from({ length: 100 }, () => ({ ...history[0]!, energyJoules: trueJoules(history[0]!.work) * 2 }))];
    const work = trained({ width: 400, batchSize: 100 });
    expect(Math.abs(Math.log(estimate(plan({ work }), lopsided, about).perRun.energy.value / trueJoules(work)))).toBeLessThan(0.2);
  });
  test("leaves out what was not measured: no energy, no duration", () => {
    const unmeasured = history.map((run, index) => ({ ...run, energyJoules: index < 50 ? null : run.energyJoules, durationSeconds: null }));
    const { basis, perRun } = estimate(plan(), unmeasured, about);
    expect([basis.runs, basis.durationRuns]).toEqual([70, 0]);
    expect(basis.words).toContain("How long they took is not known");
    expect(widthOf(perRun.duration)).toBeGreaterThan(3);
  });
});

describe("what is unlike the history makes the interval wider, and is said:", () => {
  const { perRun, basis } = estimate(plan(), history, about);
  test("nothing, where the plan lies among the runs that were seen", () => {
    expect([basis.beyond, basis.otherTask]).toEqual([[], false]);
    expect(basis.words).not.toContain("wider");
  });
  test("a task that no run had", () => {
    const other = estimate(plan({ task: "letters" }), history, about);
    expect(widthOf(other.perRun.energy)).toBeGreaterThan(1.1 * widthOf(perRun.energy));
    expect(other.basis.words).toContain("None of them is of this task: wider.");
  });
  test("a network that is larger than any, the wider the larger", () => {
    const [near, far] = [2048, 8192].map((width) => estimate(plan({ work: trained({ width }) }), history, about));
    expect(widthOf(near!.perRun.energy)).toBeGreaterThan(1.1 * widthOf(perRun.energy));
    expect(widthOf(far!.perRun.energy)).toBeGreaterThan(1.1 * widthOf(near!.perRun.energy));
    expect(far!.basis.beyond).toContainEqual({ what: "weights", times: 8 });
    expect(far!.basis.words).toContain("It has about 8 times more weights than any of them: wider.");
  });
  test("the ends of the range are told as powers of two, so that they are nobody's run", () => {
    const beyond = (seen: number, width: number) => estimate(plan({ work: trained({ width }) }), [{ work: trained({ width: seen }), task: "digits", energyJoules: 1, durationSeconds: 1 }], about).basis.beyond.filter(({ what }) => what === "weights");
    for (let width = 100; width < 400; width += 3) expect(beyond(105, width)).toEqual(beyond(90, width)); // 7,885 and 6,760 weights
    expect(beyond(90, 400)).toEqual([{ what: "weights", times: 4 }]);
  });
});

describe("of several runs", () => {
  test("the total is what they take together: not wider than one, and not as narrow as if they had nothing in common", () => {
    const { perRun, total } = estimate(plan({ runs: 9 }), history, about);
    expect(total.energy.value / perRun.energy.value).toBeGreaterThan(8.9);
    expect(total.energy.value / perRun.energy.value).toBeLessThan(9.2);
    const [one, all] = [Math.log(widthOf(perRun.energy)), Math.log(widthOf(total.energy))];
    expect(all).toBeLessThan(one);
    expect(all).toBeGreaterThan(one / 3);
  });
  test("the total of one is one", () => {
    const { perRun, total } = estimate(plan(), history, about);
    expect(total.energy.value).toBeCloseTo(perRun.energy.value, 10);
    expect(widthOf(total.energy)).toBeCloseTo(widthOf(perRun.energy), 10);
  });
});

test("for any work the figures are positive, finite and in their order", () => {
  const count = fc.double({ min: 0, max: 1e18, noNaN: true });
  const anyWork = fc.record({ multiplyAdds: count, steps: fc.integer({ min: 1, max: 1e9 }), layerSteps: count, optimizerValues: count, exampleValues: count, passes: count, calls: count, weights: count });
  const estimators = [0, 1, 7, 60].map((size) => createEstimator(history.slice(0, size), about));
  fc.assert(
    fc.property(anyWork, fc.integer({ min: 1, max: 20 }), fc.constantFrom(...estimators), (work, runs, estimator) => {
      const { perRun, total } = estimator.estimate({ work, runs, task: "digits" });
      for (const { value, interval } of [...Object.values(perRun), ...Object.values(total)] as Measurement[]) {
        expect(interval!.low).toBeGreaterThan(0);
        expect(interval!.low).toBeLessThanOrEqual(value);
        expect(interval!.high).toBeGreaterThanOrEqual(value);
        expect(Number.isFinite(interval!.high)).toBe(true);
      }
    }),
  );
});

describe("a chance", () => {
  const { energy } = estimate(plan(), history, about).perRun;
  test("is a half at the median, a tenth at the high end, nine tenths at the low end", () => {
    expect([energy.value, energy.interval!.high, energy.interval!.low].map((limit) => Number(chanceAbove(energy, limit).toFixed(6)))).toEqual([0.5, 0.1, 0.9]);
  });
  test("needs a limit above 0, and an interval of level 0.8", () => {
    expect(() => chanceAbove(energy, 0)).toThrow("greater than 0, not 0");
    expect(() => chanceAbove({ ...energy, interval: { low: 1, high: 2, level: 0.95 } }, 1)).toThrow("level 0.8");
  });
});

describe("refused by name:", () => {
  test.each(workKeys.map((key) => [key] as const))("a plan whose %s is no number from 0", (key) => {
    expect(() => estimate(plan({ work: { ...trained(), [key]: -1 } }), [], about)).toThrow(`plan.work.${key} must be a number from 0, not -1.`);
    expect(() => estimate(plan({ work: { ...trained(), [key]: NaN } }), [], about)).toThrow(`plan.work.${key}`);
  });
  test("a plan without a step, or for no whole number of runs", () => {
    expect(() => estimate(plan({ work: { ...trained(), steps: 0 } }), [], about)).toThrow("plan.work.steps must be at least 1.");
    expect(() => estimate(plan({ runs: 1.5 }), [], about)).toThrow("plan.runs must be a whole number from 1, not 1.5.");
    expect(() => estimate(plan({ runs: 0 }), [], about)).toThrow("plan.runs");
  });
  test("a past run that took less than nothing", () => {
    expect(() => estimate(plan(), [history[0]!, { ...history[1]!, energyJoules: -3 }], about)).toThrow("history.1.energyJoules must be a number from 0, or null, not -3.");
    expect(() => estimate(plan(), [{ ...history[0]!, durationSeconds: Infinity }], about)).toThrow("history.0.durationSeconds");
  });
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInput } from "../read-json.ts";
import { integralOfAll, profileFrom } from "./profile.ts";
import type { Job, PlanInput, StartPlan } from "./schedule.ts";
import { LEAST_CHANCE, planStart } from "./schedule.ts";
import type { IntensitySlot, SignalName } from "./signal.ts";
import { SLOT_MS, SLOT_SECONDS } from "./signal.ts";

const START = Date.parse("2026-03-01T00:00:00Z");
const signal: SignalName = { zone: "GB", kind: "average", source: "test" };
const slotsOf = (grams: number[], forecast = true): IntensitySlot[] => grams.map((gramsPerKwh, index) => ({ startMs: START + index * SLOT_MS, gramsPerKwh, forecast }));
const after = (slots: number): Date => new Date(START + slots * SLOT_MS);
const job = (change: Partial<Job> = {}): Job => ({ seconds: { p50: SLOT_SECONDS, p90: SLOT_SECONDS }, watts: 100, pue: null, deadline: after(8), pause: null, ...change });
const plan = (grams: number[], change: Partial<Job> = {}, input: Partial<PlanInput> = {}): StartPlan => planStart({ job: job(change), now: after(0), slots: slotsOf(grams), signal, ...input });
/** No error of the forecast, so that the guard asks for a saving only. */
const sure = { deviation: () => 0 };

describe("a job in one piece", () => {
  test("starts in the cleanest half hour, and the saving is that of 0.05 kWh", () => {
    const { decision, windows, expected } = plan([400, 300, 100, 300]);
    expect({ decision, windows }).toEqual({ decision: "start-later", windows: [{ from: "2026-03-01T01:00:00.000Z", to: "2026-03-01T01:30:00.000Z" }] });
    expect(expected).toMatchObject({ runNowGrams: 20, plannedGrams: 5, savingGrams: 15, overheadGrams: 0 });
  });
  test("starts so that it ends on an edge, where that is cleaner", () => {
    expect(plan([400, 100, 100, 400], { seconds: { p50: 2700, p90: 2700 } }, sure).windows).toEqual([{ from: "2026-03-01T00:30:00.000Z", to: "2026-03-01T01:15:00.000Z" }]);
    expect(plan([400, 300, 100, 100, 500], { seconds: { p50: 4500, p90: 4500 } }, sure).windows[0]!.to).toBe("2026-03-01T02:00:00.000Z");
  });
  test("of equally clean times takes the earliest", () => expect(plan([400, 100, 100, 100]).windows[0]!.from).toBe("2026-03-01T00:30:00.000Z"));
  test("is charged for its building as well", () => expect(plan([400, 100], { pue: 1.5 }).expected!.runNowGrams).toBeCloseTo(30, 10));
  test("does not wait for a time that the signal does not reach", () => expect(plan([400, 399, 100], { seconds: { p50: 3600, p90: 3600 } }, sure).windows[0]!.from).toBe("2026-03-01T00:30:00.000Z"));
});

describe("runs now", () => {
  const reasonOf = (of: StartPlan): [string, string, string] => [of.decision, of.reason, of.windows[0]!.from];
  const now = "2026-03-01T00:00:00.000Z";
  test("where only a yearly figure is known: a year has no cleaner hour", () => expect(reasonOf(plan([], {}, { slots: null }))).toEqual(["run-now", "yearly-data-only", now]));
  test("where no deadline allowed a delay", () => expect(reasonOf(plan([400, 100], { deadline: null }))).toEqual(["run-now", "no-deadline", now]));
  test("where its p90 leaves no time, however clean tomorrow is", () => expect(reasonOf(plan([400, 1, 1, 1], { seconds: { p50: 1800, p90: 4 * 1800 }, deadline: after(4) }))).toEqual(["run-now", "deadline-too-near", now]));
  test("where its deadline has passed", () => expect(reasonOf(plan([400, 1], { deadline: new Date(START - 1) }))).toEqual(["run-now", "deadline-too-near", now]));
  test("where the signal ends before it would, begins later, or is empty", () => {
    for (const slots of [slotsOf([400]), slotsOf([400, 300, 200]).slice(1), []]) expect(reasonOf(planStart({ job: job({ seconds: { p50: 3600, p90: 3600 } }), now: after(0), slots, signal }))).toEqual(["run-now", "signal-does-not-reach", now]);
  });
  test("where now is cleanest", () => expect(reasonOf(plan([100, 400, 300]))).toEqual(["run-now", "cleanest-now", now]));
  test("where the saving is too uncertain, which is said with its probability", () => {
    const unsure = plan([400, 395, 390, 396]);
    expect(reasonOf(unsure)).toEqual(["run-now", "saving-too-uncertain", now]);
    expect(unsure.expected!.savingGrams).toBeGreaterThan(0);
    expect(unsure.expected!.chanceOfSaving).toBeLessThan(LEAST_CHANCE);
    expect(plan([400, 395, 390, 396], {}, sure).decision).toBe("start-later");
  });
  test("where a saving two days ahead is as uncertain as a smaller one would be tonight", () => {
    const grams = (cleanAt: number): number[] => Array.from({ length: 96 }, (_, index) => (index === cleanAt ? 340 : 400));
    expect(plan(grams(2), { deadline: after(96) }).decision).toBe("start-later");
    expect(plan(grams(94), { deadline: after(96) })).toMatchObject({ decision: "run-now", reason: "saving-too-uncertain" });
  });
});

describe("a job that can be paused", () => {
  const pausable = (joules = 0, seconds = 0): Partial<Job> => ({ seconds: { p50: 2 * SLOT_SECONDS, p90: 2 * SLOT_SECONDS }, pause: { joules, seconds } });
  test("takes the cleanest half hours wherever they lie", () => {
    expect(plan([400, 100, 400, 100, 400], pausable(), sure)).toMatchObject({ decision: "pause-and-resume", windows: [{ from: "2026-03-01T00:30:00.000Z" }, { from: "2026-03-01T01:30:00.000Z" }] });
  });
  test("runs on through a gap whose saving is less than a checkpoint and a restart cost", () => {
    // a pause of 100 kJ at 100 g/kWh emits 2.8 g; running on at 130 instead of 100 g/kWh costs 30 g/kWh × 0.05 kWh = 1.5 g, at 400 it costs 15 g
    expect(plan([400, 100, 130, 100, 400], pausable(100_000), sure)).toMatchObject({ decision: "start-later", windows: [{ from: "2026-03-01T00:30:00.000Z", to: "2026-03-01T01:30:00.000Z" }] });
    expect(plan([400, 100, 400, 100, 400], pausable(100_000), sure)).toMatchObject({ decision: "pause-and-resume" });
  });
  test("counts what pausing takes in the plan, not in the saving", () => {
    const { expected } = plan([400, 100, 400, 100, 400], pausable(36_000), sure);
    expect(expected!.overheadGrams).toBeCloseTo(1, 10);
    expect(expected!.savingGrams).toBeCloseTo(expected!.runNowGrams - expected!.plannedGrams - 1, 10);
  });
  test("runs longer by the time its pauses take", () => {
    const { windows } = plan([400, 100, 400, 100, 100, 400], pausable(0, 600), sure);
    const seconds = windows.reduce((sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / 1000, 0);
    expect(seconds).toBe(2 * SLOT_SECONDS + (windows.length - 1) * 600);
  });
});

test.each<[string, Partial<Job>, string]>([
  ["a p90 below its p50", { seconds: { p50: 10, p90: 5 } }, "seconds"],
  ["no time at all", { seconds: { p50: 0, p90: 5 } }, "seconds.p50"],
  ["negative power", { watts: -1 }, "watts"],
  ["a PUE below 1", { pue: 0.5 }, "pue"],
  ["a deadline that is no date", { deadline: new Date("soon") }, "deadline"],
  ["a pause that gives energy back", { pause: { joules: -1, seconds: 0 } }, "pause.joules"],
])("a job with %s is refused by its field", (_what, change, path) => {
  let problems: string[] = [];
  try {
    plan([400, 100], change);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    problems = error.problems.map((problem) => problem.path);
  }
  expect(problems).toEqual([path]);
});

const grams = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 12 });
const minutes = fc.integer({ min: 1, max: 240 });
const anyJob = fc.record({ expected: minutes, longer: fc.integer({ min: 0, max: 120 }), deadlineMinutes: fc.integer({ min: -30, max: 500 }), pause: fc.option(fc.record({ joules: fc.constantFrom(0, 1000, 200_000), seconds: fc.constantFrom(0, 30, 700) })), offset: fc.integer({ min: 0, max: 29 }) });

test("a deadline is never missed for carbon: whatever takes up to its p90 ends before it, or was started at once", () => {
  fc.assert(
    fc.property(grams, anyJob, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (values, { expected, longer, deadlineMinutes, pause, offset }, took, certain) => {
      const now = new Date(START + offset * 60_000);
      const deadline = new Date(now.getTime() + deadlineMinutes * 60_000);
      const seconds = { p50: expected * 60, p90: (expected + longer) * 60 };
      const result = planStart({ job: job({ seconds, deadline, pause }), now, slots: slotsOf(values), signal, ...(certain ? sure : {}) });
      const runs = result.windows.map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
      const end = runs.at(-1)!.toMs + took * (seconds.p90 - seconds.p50) * 1000; // what takes longer than expected goes on
      if (result.decision === "run-now") expect(runs).toEqual([{ fromMs: now.getTime(), toMs: now.getTime() + seconds.p50 * 1000 }]);
      else expect(end).toBeLessThanOrEqual(deadline.getTime());
      expect(Date.parse(result.latestEnd)).toBeLessThanOrEqual(Math.max(deadline.getTime(), now.getTime() + seconds.p90 * 1000));
      const pauses = runs.length - 1;
      const ran = runs.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / 1000, 0);
      expect(ran).toBeGreaterThanOrEqual(seconds.p50 + pauses * (pause?.seconds ?? 0) - 1e-3);
      runs.forEach(({ fromMs, toMs }, index) => {
        expect(toMs).toBeGreaterThan(fromMs);
        expect(fromMs).toBeGreaterThanOrEqual(index === 0 ? now.getTime() : runs[index - 1]!.toMs);
      });
    }),
    { numRuns: 500 },
  );
});

test("in one piece no start that is tried minute by minute is cleaner", () => {
  fc.assert(
    fc.property(grams, minutes, fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 29 }), (values, expected, longer, deadlineSlots, offset) => {
      const now = new Date(START + offset * 60_000);
      const seconds = { p50: expected * 60, p90: (expected + longer) * 60 };
      const deadline = after(deadlineSlots);
      const profile = profileFrom(slotsOf(values), now.getTime());
      const { windows } = planStart({ job: job({ seconds, deadline }), now, slots: slotsOf(values), signal, ...sure });
      if (profile === null || now.getTime() + seconds.p50 * 1000 > profile.endMs) return;
      const sumOf = (fromMs: number): number => integralOfAll(profile, [{ fromMs, toMs: fromMs + seconds.p50 * 1000 }]);
      const chosen = sumOf(Date.parse(windows[0]!.from));
      for (let at = now.getTime(); at + seconds.p90 * 1000 <= deadline.getTime() && at + seconds.p50 * 1000 <= profile.endMs; at += 60_000) expect(chosen).toBeLessThanOrEqual(sumOf(at) + 1e-6);
    }),
  );
});

test("in several pieces no choice of half hours is cleaner, with pauses counted", () => {
  const few = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(few, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 5000, 40_000, 400_000), (values, needed, spare, joules) => {
      const seconds = { p50: needed * SLOT_SECONDS, p90: (needed + spare) * SLOT_SECONDS };
      const result = planStart({ job: job({ seconds, deadline: after(values.length), pause: { joules, seconds: 0 } }), now: after(0), slots: slotsOf(values), signal, ...sure });
      const costOf = (chosen: number[]): number => chosen.reduce((sum, index, place) => {
        const paused = place < chosen.length - 1 && chosen[place + 1] !== index + 1;
        return sum + 100 * SLOT_SECONDS * values[index]! + (paused ? joules * values[index]! : 0);
      }, 0);
      const chosen = result.windows.flatMap(({ from, to }) => Array.from({ length: (Date.parse(to) - Date.parse(from)) / SLOT_MS }, (_, index) => (Date.parse(from) - START) / SLOT_MS + index));
      if (result.reason === "deadline-too-near" || result.reason === "signal-does-not-reach") return;
      const usable = values.length - spare;
      let least = Infinity;
      for (let bits = 0; bits < 2 ** usable; bits++) {
        const subset = Array.from({ length: usable }, (_, index) => index).filter((index) => bits & (1 << index));
        if (subset.length === needed) least = Math.min(least, costOf(subset));
      }
      expect(costOf(chosen)).toBeLessThanOrEqual(Math.min(least, costOf(Array.from({ length: needed }, (_, index) => index))) * (1 + 1e-9) + 1e-6);
    }),
    { numRuns: 300 },
  );
});

test("a plan that is taken is expected to save, with at least the probability that is asked, and survives JSON", () => {
  fc.assert(
    fc.property(grams, anyJob, (values, { expected, longer, deadlineMinutes, pause }) => {
      const result = planStart({ job: job({ seconds: { p50: expected * 60, p90: (expected + longer) * 60 }, deadline: new Date(START + deadlineMinutes * 60_000), pause }), now: after(0), slots: slotsOf(values), signal });
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      if (result.decision === "run-now") return;
      expect(result.reason).toBe("saves-carbon");
      expect(result.expected!.savingGrams).toBeGreaterThan(0);
      expect(result.expected!.chanceOfSaving).toBeGreaterThanOrEqual(LEAST_CHANCE);
    }),
  );
});

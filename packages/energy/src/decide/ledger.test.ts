import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Measurement } from "../measurement.ts";
import type { LedgerInput } from "./ledger.ts";
import { ledgerOf } from "./ledger.ts";
import { planStart } from "./schedule.ts";
import type { IntensitySlot, SignalName } from "./signal.ts";
import { SLOT_MS, SLOT_SECONDS } from "./signal.ts";

const START = Date.parse("2026-03-01T00:00:00Z");
const after = (slots: number): Date => new Date(START + slots * SLOT_MS);
const came = (grams: number[], forecast = false): IntensitySlot[] => grams.map((gramsPerKwh, index) => ({ startMs: START + index * SLOT_MS, gramsPerKwh, forecast }));
const window = (from: number, to: number) => ({ from: after(from).toISOString(), to: after(to).toISOString() });
const average: SignalName = { zone: "GB", kind: "average", source: "average intensity of GB" };
const marginal: SignalName = { zone: "GB", kind: "marginal", source: "marginal intensity of GB" };
const energy: Measurement = { value: 180_000, unit: "J", interval: { low: 90_000, high: 360_000, level: 0.95 }, method: "COUNTER", boundary: "COMPONENT", source: "test" }; // 0.05 kWh
const input = (change: Partial<LedgerInput> = {}): LedgerInput => ({ submittedAt: after(0), deadline: after(4), windows: [window(2, 3)], energy, pause: null, signals: [{ signal: average, slots: came([400, 300, 120, 100]) }], ...change });

test("0.05 kWh that waited an hour saved 14 g of 20 against running at once, and 1 g was left on the table", () => {
  const { accounts: [account], delaySeconds, deadlineMet } = ledgerOf(input());
  expect({ delaySeconds, deadlineMet }).toEqual({ delaySeconds: 3600, deadlineMet: true });
  const rounded = Object.fromEntries(Object.entries(account!.figures!).map(([name, { value, unit }]) => [name, `${Number(value.toPrecision(6))} ${unit}`]));
  expect(rounded).toEqual({ actual: "6 gCO2e", runNow: "20 gCO2e", oracle: "5 gCO2e", saving: "14 gCO2e", regret: "1 gCO2e" });
  expect(account!.figures!.saving.interval).toMatchObject({ low: 7, high: 28 });
});
test("a delay that made it worse has a negative saving, whose interval is turned round with it", () => {
  const { saving } = ledgerOf(input({ signals: [{ signal: average, slots: came([100, 300, 400, 300]) }] })).accounts[0]!.figures!;
  expect(saving.value).toBeCloseTo(-15, 10);
  expect(saving.interval!.low).toBeCloseTo(-30, 10);
  expect(saving.interval!.high).toBeCloseTo(-7.5, 10);
});
test("an average and a marginal signal may disagree: both are told, each by its name, the steering one first", () => {
  const { accounts } = ledgerOf(input({ signals: [{ signal: average, slots: came([400, 300, 120, 100]) }, { signal: marginal, slots: came([300, 300, 700, 300]) }] }));
  expect(accounts.map(({ signal, figures }) => [signal.kind, Math.sign(figures!.saving.value)])).toEqual([["average", 1], ["marginal", -1]]);
});
test("a saving is not told from a forecast: the account waits, and says for which half hour", () => {
  const slots = [...came([400, 300, 120]), ...came([0, 0, 0, 100], true).slice(3)];
  expect(ledgerOf(input({ signals: [{ signal: average, slots }] })).accounts[0]).toEqual({ signal: average, figures: null, awaiting: "2026-03-01T01:30:00.000Z" });
  expect(ledgerOf(input({ signals: [{ signal: average, slots: [] }] })).accounts[0]).toMatchObject({ figures: null, awaiting: "2026-03-01T00:00:00.000Z" });
});
test("running at once without a deadline saves nothing and regrets nothing", () => {
  const { delaySeconds, deadlineMet, accounts } = ledgerOf(input({ deadline: null, windows: [window(0, 1)] }));
  expect({ delaySeconds, deadlineMet, saving: accounts[0]!.figures!.saving.value, regret: accounts[0]!.figures!.regret.value }).toEqual({ delaySeconds: 0, deadlineMet: null, saving: 0, regret: 0 });
});
test("what pausing took is charged to the run that paused, not to its counterfactual", () => {
  // 2 half hours of 100 W and a pause of 36 kJ at 100 g/kWh: 1 g
  const paused = input({ energy: { ...energy, value: 2 * 180_000 + 36_000 }, windows: [window(1, 2), window(3, 4)], pause: { joules: 36_000, seconds: 0 }, signals: [{ signal: average, slots: came([400, 100, 400, 100]) }] });
  const { actual, runNow, oracle } = ledgerOf(paused).accounts[0]!.figures!;
  expect(actual.value).toBeCloseTo(5 + 5 + 1, 10);
  expect(runNow.value).toBeCloseTo(20 + 5, 10);
  expect(oracle.value).toBeCloseTo(11, 10);
});
test.each([[[]], [[window(2, 1)]]])("windows %j are refused", (windows) => expect(() => ledgerOf(input({ windows }))).toThrow(/windows that end after they begin/));

test("a plan by a perfect forecast, run as planned, saves what was foretold and regrets nothing", () => {
  const values = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 6, maxLength: 16 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 4 }), fc.option(fc.constantFrom(0, 20_000)), (grams, slots, joules) => {
      const pause = joules === null ? null : { joules, seconds: 0 };
      const seconds = { p50: slots * SLOT_SECONDS, p90: slots * SLOT_SECONDS };
      const plan = planStart({ job: { seconds, watts: 100, pue: null, deadline: after(grams.length), pause }, now: after(0), slots: came(grams), signal: average });
      const joulesUsed = 100 * seconds.p50 + (plan.windows.length - 1) * (joules ?? 0);
      const { saving, regret, runNow } = ledgerOf(input({ deadline: after(grams.length), windows: plan.windows, pause, energy: { ...energy, value: joulesUsed, interval: null }, signals: [{ signal: average, slots: came(grams) }] })).accounts[0]!.figures!;
      if (plan.expected && plan.decision !== "run-now") expect(saving.value).toBeCloseTo(plan.expected.savingGrams, 6);
      expect(regret.value).toBeGreaterThanOrEqual(0);
      expect(regret.value).toBeLessThanOrEqual(1e-9 * runNow.value + 1e-9);
    }),
  );
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { gridIntensityOf } from "./carbon/grid-intensity.ts";
import { conversionOf } from "./conversion-of.ts";
import { carbonOf, convert, costOf, factorOf } from "./convert.ts";
import type { ElectricityPrice } from "./cost/electricity-price.ts";
import { electricityPriceOf } from "./cost/electricity-price.ts";
import type { Measurement } from "./measurement.ts";

const energy: Measurement = { value: 3.6e6, unit: "J", interval: { low: 1.8e6, high: 7.2e6, level: 0.95 }, method: "COUNTER", boundary: "COMPONENT", source: "test" };
const grid = { ...gridIntensityOf("DE"), source: "test" };
const priceOf = (pricePerKwh: number, factor: number): ElectricityPrice => ({ pricePerKwh, currency: "EUR", priceDate: "2025-06-30", factor, source: "test" });

test("carbon and cost of a kWh are the grid's and the price's, in their units, with the factors combined", () => {
  const carbon = carbonOf(energy, grid);
  expect(carbon).toMatchObject({ value: 342, unit: "gCO2e", boundary: "COMPONENT", method: "ESTIMATED" });
  expect(factorOf(carbon)).toBeCloseTo(Math.exp(Math.hypot(Math.log(2), Math.log(1.3))), 10);
  expect(costOf(energy, priceOf(0.23, 1.5))).toMatchObject({ value: 0.23, unit: "EUR" });
});

const factor = fc.double({ min: 1, max: 10, noNaN: true });
const anyEnergy = fc.record({ joules: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e12, noNaN: true })), factor }).map(
  ({ joules, factor: spread }): Measurement => ({ ...energy, value: joules, interval: joules > 0 ? { low: joules / spread, high: joules * spread, level: 0.95 } : { low: 0, high: spread, level: 0.95 } }),
);

test("carbon and cost are never negative, lie within their interval, and are no better known than the energy", () => {
  fc.assert(
    fc.property(anyEnergy, fc.double({ min: 1, max: 1500, noNaN: true }), factor, (measured, gramsPerKwh, rateFactor) => {
      for (const figure of [carbonOf(measured, { ...grid, gramsPerKwh, factor: rateFactor }), costOf(measured, priceOf(gramsPerKwh / 1000, rateFactor))]) {
        expect(figure.value).toBeGreaterThanOrEqual(0);
        expect(figure.interval!.low).toBeGreaterThanOrEqual(0);
        expect(figure.interval!.low).toBeLessThanOrEqual(figure.value);
        expect(figure.interval!.high).toBeGreaterThanOrEqual(figure.value);
        expect(factorOf(figure)).toBeGreaterThanOrEqual(figure.value > 0 ? Math.max(factorOf(measured), rateFactor) * (1 - 1e-9) : 1);
      }
    }),
  );
});
test("an energy of 0 that may have been 3.6 MJ may have emitted what 3.6 MJ emit at the worst intensity", () => {
  const nothing: Measurement = { ...energy, value: 0, interval: { low: 0, high: 3.6e6, level: 0.95 } };
  expect(carbonOf(nothing, grid)).toMatchObject({ value: 0, interval: { low: 0, high: 342 * 1.3 } });
});
test("an energy without an interval gives none", () => {
  expect(carbonOf({ ...energy, interval: null }, grid).interval).toBeNull();
});
test("the sources name the rate that was used", () => {
  expect(carbonOf(energy, grid).source).toMatch(/^342 g CO2e\/kWh/);
  expect(costOf(energy, priceOf(0.19, 2)).source).toMatch(/^0\.19 EUR\/kWh/);
});
test("an interval that is wider on one side stays so, and one that reaches 0 still does", () => {
  const lopsided = carbonOf({ ...energy, interval: { low: 3.6e6 / 1.1, high: 3.6e7, level: 0.95 } }, grid).interval!;
  expect(lopsided.low).toBeCloseTo(342 / Math.exp(Math.hypot(Math.log(1.1), Math.log(1.3))), 8);
  expect(lopsided.high).toBeCloseTo(342 * Math.exp(Math.hypot(Math.log(10), Math.log(1.3))), 8);
  expect(carbonOf({ ...energy, interval: { low: 0, high: 7.2e6, level: 0.95 } }, grid).interval!.low).toBe(0);
});
test("an energy known at level 0.8 gives carbon at level 0.8, to which the grid adds its share of that level", () => {
  const { interval } = carbonOf({ ...energy, interval: { low: 3.6e6, high: 3.6e6, level: 0.8 } }, grid);
  expect(interval).toMatchObject({ level: 0.8 });
  expect(interval!.high / 342).toBeCloseTo(Math.exp((Math.log(1.3) * 1.281552) / 1.959964), 4);
});
test("what somebody declared stays declared", () => {
  expect(carbonOf({ ...energy, method: "DECLARED" }, grid).method).toBe("DECLARED");
});
test("the example worked by hand in docs/methods/energy.md holds: 10 CPU seconds on Zen 4 in DE", () => {
  const example: Measurement = { ...energy, value: 15.3, interval: { low: 15.3 / 2.2, high: 15.3 * 2.2, level: 0.95 } };
  const carbon = carbonOf(example, gridIntensityOf("DE"));
  expect([carbon.value, carbon.interval!.low, carbon.interval!.high].map((grams) => Number(grams.toPrecision(2)))).toEqual([0.0015, 0.00063, 0.0033]);
  const cost = costOf(example, electricityPriceOf("DE"));
  expect([cost.value, cost.interval!.low, cost.interval!.high].map((euro) => Number(euro.toPrecision(2)))).toEqual([8.1e-7, 2.8e-7, 2.3e-6]);
});

const site = { pue: { value: 1.2 }, wue: { litresPerKwh: 1.8 }, compute: { pricePerHour: 2, currency: "USD", kind: "spot", priceDate: "2026-01-15" }, hardware: { purchase: 8760, currency: "EUR", lifeHours: 35_040, share: 0.5, priceDate: "2025-03-01" }, embodied: { totalGrams: 1_000_000, lifeHours: 35_040, share: 1 }, functionalUnit: { name: "trial", count: 10 } };

test("with a PUE, carbon and electricity are of the facility's energy, water is not, and the boundary says so", () => {
  const { facilityEnergy, carbon, cost, water } = convert(energy, 3600, conversionOf({ zone: "DE", ...site }));
  expect(facilityEnergy).toMatchObject({ value: 4.32e6, unit: "J", boundary: "FACILITY" });
  expect(carbon).toMatchObject({ boundary: "FACILITY", source: expect.stringContaining("PUE 1.2") as unknown });
  expect(carbon!.value).toBeCloseTo(342 * 1.2, 10);
  expect(cost!.value).toBeCloseTo(0.1902 * 1.2, 10);
  expect(water).toMatchObject({ value: 1.8, unit: "L", boundary: "COMPONENT" });
});
test("no PUE is applied that nobody gave: the boundary stays the energy's, and facility energy is not known", () => {
  expect(convert(energy, 3600, conversionOf({ zone: "DE" }))).toMatchObject({ facilityEnergy: null, water: null, embodiedCarbon: null, sci: null, carbon: { value: 342, boundary: "COMPONENT" }, costs: [{ kind: "ELECTRICITY" }] });
});
test("the three kinds of cost stand apart, each with its currency and the date of its price", () => {
  const { costs } = convert(energy, 1800, conversionOf({ zone: "DE", ...site }));
  expect(costs.map(({ kind, amount, priceDate }) => [kind, Number(amount.value.toPrecision(6)), amount.unit, priceDate])).toEqual([["ELECTRICITY", 0.22824, "EUR", "2025-06-30"], ["COMPUTE", 1, "USD", "2026-01-15"], ["HARDWARE", 0.0625, "EUR", "2025-03-01"]]);
  expect(costs[1]!.amount.source).toContain("spot");
});
test("a begun billing step costs a whole one", () => {
  const { costs } = convert(energy, 3601, conversionOf({ zone: "DE", compute: { ...site.compute, billingStepSeconds: 3600 } }));
  expect(costs[1]!.amount.value).toBe(4);
});
test("energy that was not measured has no carbon, water or electricity, and no SCI; hours still cost", () => {
  expect(convert(null, 3600, conversionOf({ zone: "DE", ...site }))).toMatchObject({ facilityEnergy: null, carbon: null, water: null, cost: null, sci: null, costs: [{ kind: "COMPUTE" }, { kind: "HARDWARE" }] });
});
test("embodied carbon is known to a factor of 3 where nobody says better, and that widens SCI", () => {
  const { embodiedCarbon, sci } = convert(energy, 3600, conversionOf({ zone: "DE", ...site }));
  expect(factorOf(embodiedCarbon!)).toBeCloseTo(3, 10);
  expect(sci).toMatchObject({ functionalUnit: "trial", count: 10, figure: { unit: "gCO2e", source: expect.stringContaining("÷ 10 × trial") as unknown } });
  expect(sci!.figure.value).toBeCloseTo((342 * 1.2 + 1e6 / 35_040) / 10, 10);
});
test("the interval of SCI holds as many sums of drawn emissions as it says", () => {
  const { carbon, embodiedCarbon, sci } = convert(energy, 36_000, conversionOf({ zone: "DE", ...site }));
  let state = 7;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const draw = (figure: Measurement): number => figure.value * Math.exp((normal() * Math.log(factorOf(figure))) / 1.96);
  const draws = Array.from({ length: 20_000 }, () => (draw(carbon!) + draw(embodiedCarbon!)) / 10);
  const held = draws.filter((value) => value >= sci!.figure.interval!.low && value <= sci!.figure.interval!.high).length / draws.length;
  expect(held).toBeGreaterThan(0.93);
  expect(held).toBeLessThan(0.97);
});

test("every converted figure is nonnegative and inside its interval, whatever the energy and the conversion", () => {
  const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
  const parts = fc.record({ zone: fc.constantFrom(null, "DE", "US-CAL-CISO", "CHL"), pueValue: fc.double({ min: 1, max: 5, noNaN: true }), litresPerKwh: fc.double({ min: 0, max: 100, noNaN: true }), purchase: positive, life: positive, count: positive, spread: factor });
  fc.assert(
    fc.property(anyEnergy, fc.double({ min: 0, max: 1e7, noNaN: true }), parts, (measured, wallSeconds, { zone, pueValue, litresPerKwh, purchase, life, count, spread }) => {
      const figures = convert(measured, wallSeconds, conversionOf({
        zone, pue: { value: pueValue, factor: spread }, wue: { litresPerKwh }, compute: { ...site.compute, pricePerHour: purchase, factor: spread }, hardware: { ...site.hardware, purchase, lifeHours: life },
        embodied: { totalGrams: purchase, lifeHours: life, share: 0.5, factor: spread }, functionalUnit: { name: "trial", count },
      }));
      const all = [figures.facilityEnergy, figures.carbon, figures.water, figures.cost, figures.embodiedCarbon, figures.sci!.figure, ...figures.costs.map(({ amount }) => amount)];
      for (const figure of all) {
        expect(figure!.interval!.low).toBeGreaterThanOrEqual(0);
        expect(figure!.interval!.low).toBeLessThanOrEqual(figure!.value);
        expect(figure!.interval!.high).toBeGreaterThanOrEqual(figure!.value);
      }
      expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
    }),
  );
});

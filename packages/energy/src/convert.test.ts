import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { gridIntensityOf } from "./carbon/grid-intensity.ts";
import { carbonOf, costOf, factorOf } from "./convert.ts";
import { electricityPriceOf } from "./cost/electricity-price.ts";
import type { Measurement } from "./measurement.ts";

const energy: Measurement = { value: 3.6e6, unit: "J", interval: { low: 1.8e6, high: 7.2e6, level: 0.95 }, method: "COUNTER", boundary: "COMPONENT", source: "test" };
const grid = { gramsPerKwh: 342, factor: 1.3, zone: "DE", source: "test" };

test("carbon and cost of a kWh are the grid's and the price's, in their units, with the factors combined", () => {
  const carbon = carbonOf(energy, grid);
  expect(carbon).toMatchObject({ value: 342, unit: "gCO2e", boundary: "COMPONENT", method: "ESTIMATED" });
  expect(factorOf(carbon)).toBeCloseTo(Math.exp(Math.hypot(Math.log(2), Math.log(1.3))), 10);
  expect(costOf(energy, { pricePerKwh: 0.23, currency: "EUR", factor: 1.5, source: "test" })).toMatchObject({ value: 0.23, unit: "EUR" });
});

const factor = fc.double({ min: 1, max: 10, noNaN: true });
const anyEnergy = fc.record({ joules: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e12, noNaN: true })), factor }).map(
  ({ joules, factor: spread }): Measurement => ({ ...energy, value: joules, interval: joules > 0 ? { low: joules / spread, high: joules * spread, level: 0.95 } : { low: 0, high: spread, level: 0.95 } }),
);

test("carbon and cost are never negative, lie within their interval, and are no better known than the energy", () => {
  fc.assert(
    fc.property(anyEnergy, fc.double({ min: 1, max: 1500, noNaN: true }), factor, (measured, gramsPerKwh, rateFactor) => {
      for (const figure of [carbonOf(measured, { ...grid, gramsPerKwh, factor: rateFactor }), costOf(measured, { pricePerKwh: gramsPerKwh / 1000, currency: "EUR", factor: rateFactor, source: "test" })]) {
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
  expect(costOf(energy, { pricePerKwh: 0.19, currency: "EUR", factor: 2, source: "test" }).source).toMatch(/^0\.19 EUR\/kWh/);
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

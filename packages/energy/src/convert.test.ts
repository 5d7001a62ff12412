import { expect, test } from "@jest/globals";
import { carbonOf, costOf, factorOf } from "./convert.ts";
import type { Measurement } from "./measurement.ts";

const energy: Measurement = { value: 3.6e6, unit: "J", interval: { low: 1.8e6, high: 7.2e6, level: 0.95 }, method: "COUNTER", boundary: "COMPONENT", source: "test" };
const grid = { gramsPerKwh: 342, factor: 1.3, zone: "DE", source: "test" };

test("carbon and cost of a kWh are the grid's and the price's, in their units, with the factors combined", () => {
  const carbon = carbonOf(energy, grid);
  expect(carbon).toMatchObject({ value: 342, unit: "gCO2e", boundary: "COMPONENT", method: "ESTIMATED" });
  expect(factorOf(carbon)).toBeCloseTo(Math.exp(Math.hypot(Math.log(2), Math.log(1.3))), 10);
  expect(costOf(energy, { pricePerKwh: 0.23, currency: "EUR", factor: 1.5, source: "test" })).toMatchObject({ value: 0.23, unit: "EUR" });
});

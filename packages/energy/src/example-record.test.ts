import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { EnergyRecord } from "./energy-record.ts";
import { parseRecord } from "./parse-record.ts";
import { recompute } from "./recompute.ts";
import { digestsHold } from "./record-digest.ts";

const record = parseRecord(readFileSync(new URL("../examples/python-loop.json", import.meta.url), "utf8")) as EnergyRecord;

test("the record that docs/methods/energy.md works through is whole, and its digests hold", () => {
  expect(digestsHold(record)).toEqual({ method: true, readings: true });
});

test("its figures follow from its CPU seconds and constants, as the page says", () => {
  const joules = record.cpuSeconds * Number(record.constants["wattsPerThread"]);
  const { grid, price, pue } = record.conversion;
  const kwh = (joules * pue!.value) / 3.6e6;
  const factor = (...factors: number[]): number => Math.exp(Math.hypot(...factors.map(Math.log)));
  const worked = [
    { figure: record.energy!, value: joules, factor: 2.2 },
    { figure: record.facilityEnergy!, value: joules * 1.2, factor: factor(2.2, 1.1) },
    { figure: record.carbon!, value: kwh * 342, factor: factor(2.2, 1.1, 1.3) },
    { figure: record.cost!, value: kwh * 0.1902, factor: factor(2.2, 1.1, 2) },
  ];
  expect([grid.gramsPerKwh, grid.factor, price.pricePerKwh, price.factor, pue!.factor, Number(joules.toFixed(3))]).toEqual([342, 1.3, 0.1902, 2, 1.1, 6.276]);
  for (const { figure, value, factor: spread } of worked) {
    expect(figure.value).toBeCloseTo(value, 12);
    expect(figure.interval!.low).toBeCloseTo(value / spread, 12);
    expect(figure.interval!.high).toBeCloseTo(value * spread, 12);
  }
});

test("a sceptic in France with a meter of their own tariff gets other figures of the same joules, and keeps the old", () => {
  const theirs = recompute(record, { zone: "FR", tariff: { pricePerKwh: 0.25, currency: "EUR", priceDate: "2026-07-01" } });
  expect(theirs.energy).toEqual(record.energy);
  expect(theirs.carbon!.value / record.carbon!.value).toBeCloseTo(31 / 342, 12);
  expect(theirs.cost!.value / record.cost!.value).toBeCloseTo(0.25 / 0.1902, 12);
  expect(theirs.superseded).toMatchObject([{ carbon: record.carbon, cost: record.cost }]);
});

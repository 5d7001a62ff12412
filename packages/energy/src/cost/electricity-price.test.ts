import { expect, test } from "@jest/globals";
import { threeLettersOf } from "../countries.ts";
import { electricityPriceOf } from "./electricity-price.ts";
import { electricityPrices, worldPrice } from "./electricity-prices.ts";

test.each([["US-CAL-CISO", "USD", /United States, 2023 \(EIA/], ["SE-SE3", "EUR", /European Union, first half of 2025 \(Eurostat.*CC BY 4\.0/], ["GBR", "GBP", /United Kingdom, 2024/]])("zone %s has its country's price in %s, with period, source and licence", (zone, currency, source) => {
  expect(electricityPriceOf(zone)).toMatchObject({ currency, source: expect.stringMatching(source) as unknown });
});
test("two letters and three of one country have one price", () => {
  expect(electricityPriceOf("DEU")).toEqual(electricityPriceOf("DE"));
});
test("no zone, and a country without a row, are the world's average with a wide interval, and say so", () => {
  expect(electricityPriceOf(null)).toMatchObject({ pricePerKwh: 0.147, currency: "USD", factor: 3, source: expect.stringMatching(/world average, zone not set, fourth quarter of 2024/) as unknown });
  expect(electricityPriceOf("CL-SEN")).toMatchObject({ pricePerKwh: 0.147, factor: 3, source: expect.stringContaining("no price for CL-SEN") as unknown });
});
test("every row names currency, year, source and licence, and is a plausible price of a kWh", () => {
  for (const { pricePerKwh, currency, period, priceDate, source, licence, factor } of [...electricityPrices, worldPrice]) {
    expect(pricePerKwh).toBeGreaterThan(0.01);
    expect(pricePerKwh).toBeLessThan(1);
    expect(currency).toMatch(/^[A-Z]{3}$/);
    expect(period).toMatch(/20\d\d/);
    expect(priceDate).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(period).toContain(priceDate.slice(0, 4));
    expect(source).not.toBe("");
    expect(licence).not.toBe("");
    expect(factor).toBeGreaterThan(1);
  }
});
test("no country has two rows, and each is a country", () => {
  const all = electricityPrices.flatMap(({ countries }) => countries);
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((country) => threeLettersOf(country) === undefined)).toEqual([]);
});

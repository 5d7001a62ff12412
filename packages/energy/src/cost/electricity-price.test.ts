import { expect, test } from "@jest/globals";
import { electricityPriceOf } from "./electricity-price.ts";
import { electricityPrices } from "./electricity-prices.ts";

test("a zone has its country's price, with source and year", () => {
  expect(electricityPriceOf("US-CAL-CISO")).toMatchObject({ currency: "USD", source: expect.stringMatching(/^US 2024, EIA/) as unknown });
  expect(electricityPriceOf("DEU")).toEqual(electricityPriceOf("DE"));
});
test("no zone, and a country without a row, are the world's average with a wide interval, and say so", () => {
  expect(electricityPriceOf(null)).toMatchObject({ factor: 3, source: expect.stringContaining("zone not set") as unknown });
  expect(electricityPriceOf("SE-SE3")).toMatchObject({ factor: 3, source: expect.stringContaining("SE-SE3") as unknown });
});
test("every row names currency, year and source, and is a plausible price of a kWh", () => {
  for (const { pricePerKwh, currency, year, source } of electricityPrices) {
    expect(pricePerKwh).toBeGreaterThan(0.01);
    expect(pricePerKwh).toBeLessThan(1);
    expect(currency).toMatch(/^[A-Z]{3}$/);
    expect(year).toBeGreaterThan(2020);
    expect(source).not.toBe("");
  }
});

import { describe, expect, test } from "@jest/globals";
import { UnknownZone } from "./carbon/unknown-zone.ts";
import type { ConversionInput } from "./conversion-of.ts";
import { changedConversion, conversionOf } from "./conversion-of.ts";
import { InvalidInput } from "./read-json.ts";

const tariff = { pricePerKwh: 0.3, currency: "EUR", priceDate: "2026-01-01" };
const intensity = { gramsPerKwh: 56.04, year: 2023, source: "the utility's disclosure" };

test("what nobody stated is null, and what follows from it is not computed", () => {
  expect(conversionOf({ zone: "DE" })).toMatchObject({ grid: { zone: "DE", kind: "average" }, price: { currency: "EUR" }, pue: null, water: null, compute: null, hardware: null, embodied: null, functionalUnit: null });
});
test("an unset zone is the world's average, and says so", () => expect(conversionOf({ zone: null }).grid).toMatchObject({ zone: null, factor: 3, source: expect.stringContaining("zone not set") as unknown }));
test("a site's own intensity takes the table's place, with its year, source and kind", () => {
  expect(conversionOf({ zone: "FR", intensity }).grid).toEqual({
    gramsPerKwh: 56.04, factor: 1.5, zone: "FR", kind: "average", basis: null, year: 2023, dataSet: "the utility's disclosure", licence: "licence not stated",
    source: "the site's own average intensity in zone FR (the utility's disclosure 2023, licence not stated)",
  });
});
test("a site with its own intensity and tariff may be in a zone that no table has", () => {
  expect(conversionOf({ zone: "island-7", intensity, tariff })).toMatchObject({ grid: { zone: "island-7" }, price: { pricePerKwh: 0.3, priceDate: "2026-01-01", source: expect.stringContaining("the site's own tariff") as unknown } });
});
test("a factor that was stated is kept, and one that was not is our judgement", () => {
  expect(conversionOf({ zone: null, pue: { value: 1.2, factor: 1.02, source: "meter of the hall" } }).pue).toEqual({ value: 1.2, factor: 1.02, source: "meter of the hall" });
  expect(conversionOf({ zone: null, embodied: { totalGrams: 1e6, lifeHours: 35_040, share: 1 } }).embodied).toMatchObject({ factor: 3, source: "stated by the site" });
});

describe("each bad value is named with its field, its value, and what would be right:", () => {
  const problem = (input: unknown): InvalidInput => {
    try {
      conversionOf(input as ConversionInput);
    } catch (error) {
      if (error instanceof InvalidInput) return error;
      throw error;
    }
    throw new Error("It was accepted.");
  };
  const machine = { lifeHours: 100, share: 1 };
  test.each<[string, unknown, string, RegExp]>([
    ["a PUE below 1", { zone: null, pue: { value: 0.8 } }, "pue.value", /pue\.value is 0\.8: facility energy ÷ IT energy, a number of at least 1/],
    ["a PUE that lost its point", { zone: null, pue: { value: 12 } }, "pue.value", /of at most 5/],
    ["a PUE in words", { zone: null, pue: { value: "1.2" } }, "pue.value", /is "1\.2"/],
    ["negative water", { zone: null, wue: { litresPerKwh: -1 } }, "wue.litresPerKwh", /litres of on-site water per kWh of IT energy/],
    ["an intensity of 0", { zone: "FR", intensity: { ...intensity, gramsPerKwh: 0 } }, "intensity.gramsPerKwh", /no grid emits nothing/],
    ["an intensity without year", { zone: "FR", intensity: { gramsPerKwh: 50, source: "us" } }, "intensity.year", /intensity\.year is missing: the year the figure is of/],
    ["an intensity without source", { zone: "FR", intensity: { gramsPerKwh: 50, year: 2024, source: " " } }, "intensity.source", /who says so/],
    ["an intensity of no kind", { zone: "FR", intensity: { ...intensity, kind: "green" } }, "intensity.kind", /one of average, marginal/],
    ["a negative price", { zone: "DE", tariff: { ...tariff, pricePerKwh: -0.1 } }, "tariff.pricePerKwh", /price of a kWh/],
    ["a currency in words", { zone: "DE", tariff: { ...tariff, currency: "euro" } }, "tariff.currency", /ISO 4217, like EUR/],
    ["a price without its date", { zone: "DE", tariff: { pricePerKwh: 0.3, currency: "EUR" } }, "tariff.priceDate", /a date like 2025-06-30/],
    ["a day that no calendar has", { zone: "DE", tariff: { ...tariff, priceDate: "2025-02-30" } }, "tariff.priceDate", /2025-02-30/],
    ["an hour without a kind", { zone: null, compute: { pricePerHour: 1, currency: "USD", priceDate: "2026-01-01" } }, "compute.kind", /on-demand, spot/],
    ["a share above 1", { zone: null, hardware: { ...machine, purchase: 1, currency: "EUR", priceDate: "2026-01-01", share: 2 } }, "hardware.share", /a share, a number greater than 0 of at most 1/],
    ["a life of no hours", { zone: null, embodied: { totalGrams: 1, ...machine, lifeHours: 0 } }, "embodied.lifeHours", /hours it will be in use/],
    ["a factor below 1", { zone: null, embodied: { totalGrams: 1, ...machine, factor: 0.3 } }, "embodied.factor", /×\/÷/],
    ["an R of 0", { zone: null, functionalUnit: { name: "trial", count: 0 } }, "functionalUnit.count", /greater than 0/],
    ["a part that does not exist", { zone: null, offsets: 100 }, "offsets", /no such key here; there are zone, intensity/],
    ["a zone that is left out", {}, "zone", /zone is missing: a grid zone like DE or US-CAL-CISO, or null/],
    ["an empty zone", { zone: "" }, "zone", /zone is "": a grid zone/],
    ["a marginal intensity of nowhere", { zone: null, marginal: true }, "marginal", /countries, not the world/],
    ["marginal by table and by site", { zone: "DE", marginal: true, intensity }, "marginal", /either/],
  ])("%s", (_what, input, path, message) => {
    const error = problem(input);
    expect(error.problems.map((of) => of.path)).toEqual([path]);
    expect(error.message).toMatch(message);
  });
  test("all at once, not only the first", () => {
    expect(problem({ zone: null, pue: { value: 0 }, wue: { litresPerKwh: Number.NaN } }).problems.map(({ path }) => path)).toEqual(["pue.value", "wue.litresPerKwh"]);
  });
  test("an unknown zone, with zones near to it", () => expect(() => conversionOf({ zone: "de" })).toThrow(UnknownZone));
});

describe("a changed conversion", () => {
  const old = conversionOf({ zone: "FR", tariff, pue: { value: 1.2 } });
  test("keeps what is not named", () => expect(changedConversion(old, { wue: { litresPerKwh: 1 } })).toEqual({ ...old, water: { litresPerKwh: 1, factor: 1.5, source: "stated by the site" } }));
  test("loses what is null", () => expect(changedConversion(old, { pue: null })).toEqual({ ...old, pue: null }));
  test("takes undefined for not named", () => expect(changedConversion(old, { pue: undefined, zone: undefined })).toEqual(old));
  test("moves grid and price with the zone", () => expect(changedConversion(old, { zone: "US" })).toMatchObject({ grid: { zone: "US" }, price: { currency: "USD" }, pue: { value: 1.2 } }));
  test("of a marginal intensity stays marginal in another zone, until it is told not to", () => {
    const marginal = conversionOf({ zone: "FR", marginal: true });
    expect(changedConversion(marginal, { zone: "DE" }).grid).toMatchObject({ kind: "marginal", gramsPerKwh: 650 });
    expect(changedConversion(marginal, { zone: "DE", marginal: false }).grid).toMatchObject({ kind: "average", gramsPerKwh: 342 });
    expect(changedConversion(marginal, { intensity }).grid).toMatchObject({ kind: "average", gramsPerKwh: 56.04 });
  });
  test("of a site in no table's zone needs no table to change its PUE", () => {
    const island = conversionOf({ zone: "island-7", intensity, tariff });
    expect(changedConversion(island, { pue: { value: 1.1 } })).toMatchObject({ grid: island.grid, price: island.price, pue: { value: 1.1 } });
  });
});

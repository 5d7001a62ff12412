import { expect, test } from "@jest/globals";
import { averageIntensity, electricityMaps } from "./carbon/co2-tables.ts";
import { threeLettersOf, twoLettersOf } from "./countries.ts";

test("a country is known by two letters, by three, and by the beginning of its grid zones", () => {
  expect(["DE", "DEU", "DE-XYZ", "US-CAL-CISO"].map(twoLettersOf)).toEqual(["DE", "DE", "DE", "US"]);
  expect(["DE", "DEU", "US-CAL-CISO"].map(threeLettersOf)).toEqual(["DEU", "DEU", undefined]);
});
test.each(["Atlantis", "", "WORLD", "EU", "de", "constructor"])("%j is no country", (name) => {
  expect(twoLettersOf(name)).toBeUndefined();
  expect(threeLettersOf(name)).toBeUndefined();
});
test("every country of the grid table has its two letters; only groups of countries have none", () => {
  const unknown = Object.keys(averageIntensity.data).filter((key) => threeLettersOf(key) !== key);
  expect(unknown.sort()).toEqual(["AFRICA", "ASEAN", "ASIA", "EU", "EUROPE", "G20", "G7", "LATIN AMERICA AND CARIBBEAN", "MIDDLE EAST", "NORTH AMERICA", "OCEANIA", "OECD", "WORLD"]);
});
test("every zone of the grid map that has several letters groups begins with a country", () => {
  const zones = Object.keys(electricityMaps.yearly2025.data).filter((zone) => zone.includes("-"));
  expect(zones.length).toBeGreaterThan(100);
  expect(zones.filter((zone) => twoLettersOf(zone) === undefined)).toEqual([]);
});

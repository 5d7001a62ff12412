import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { TABLES_PACKAGE, averageIntensity, electricityMaps, marginalIntensity } from "./co2-tables.ts";
import { countriesOfOlderYears, emberYearOf } from "./ember-years.ts";
import { gridIntensityOf } from "./grid-intensity.ts";
import { NoMarginalIntensity } from "./no-marginal-intensity.ts";
import { UnknownZone } from "./unknown-zone.ts";

test.each([["FR", 31], ["DE", 342], ["US-CAL-CISO", 208], ["PL", 565], ["SE-SE3", 20]])("zone %s has its average of 2025, %d g/kWh, with data set, year and licence named", (zone, gramsPerKwh) => {
  expect(gridIntensityOf(zone)).toMatchObject({ gramsPerKwh, zone, kind: "average", basis: "life-cycle", year: 2025, dataSet: "Electricity Maps", licence: "ODbL", source: expect.stringMatching(/average.*Electricity Maps 2025, ODbL/) as unknown });
});
test.each([["FRA", 44.18, 2024], ["DEU", 342.06, 2024], ["USA", 383.55, 2024], ["ISL", 28.33, 2023], ["SYR", 682.27, 2022]])("a country's three letters read the other table: %s is %d g/kWh of %d, with data set and licence named", (zone, gramsPerKwh, year) => {
  expect(gridIntensityOf(zone)).toMatchObject({ gramsPerKwh, zone, kind: "average", year, dataSet: "Ember", licence: "CC BY-SA 4.0", source: expect.stringContaining(`Ember ${year}, CC BY-SA 4.0`) as unknown });
});
test.each([["CL", "CHL"], ["RU", "RUS"]])("two letters of a country that the zones only have in parts, %s, read the average of %s", (two, three) => {
  expect(gridIntensityOf(two).gramsPerKwh).toBe(gridIntensityOf(three).gramsPerKwh);
});
test("a clean grid has the wider factor, since data sets differ more there", () => {
  expect(gridIntensityOf("FR").factor).toBeGreaterThan(gridIntensityOf("DE").factor);
});
test("no zone is the world's average, wider than any zone, and says so", () => {
  expect(gridIntensityOf(null)).toMatchObject({ gramsPerKwh: 472.94, factor: 3, zone: null, year: 2024, source: expect.stringMatching(/world average, zone not set.*CC BY-SA/) as unknown });
});
test("every zone and country that has data gives a positive intensity and a factor", () => {
  const countries = Object.entries(averageIntensity.data).filter(([key, grams]) => /^[A-Z]{3}$/.test(key) && grams > 0);
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(electricityMaps.yearly2025.data), ...countries.map(([key]) => key)), (zone) => {
      const { gramsPerKwh, factor } = gridIntensityOf(zone);
      return gramsPerKwh > 0 && factor > 1;
    }),
  );
});

test("the years of Ember's rows are those of the version of the tables that is installed: 39 of 2022, 81 of 2023, 102 of 2024", () => {
  const { dependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { dependencies: Record<string, string> };
  expect(TABLES_PACKAGE).toBe(`@tgwf/co2 ${dependencies["@tgwf/co2"]}`);
  const rows = Object.keys(averageIntensity.data);
  expect(countriesOfOlderYears.filter((country) => !rows.includes(country))).toEqual([]);
  expect([2022, 2023, 2024].map((year) => rows.filter((row) => emberYearOf(row) === year).length)).toEqual([39, 81, 102]);
});

describe("the marginal intensity", () => {
  test.each([["DE", 650], ["DEU", 650], ["FR", 158], ["US-CAL-CISO", 416]])("of %s is %d g/kWh only where it is asked for, labelled with kind, year and licence", (zone, gramsPerKwh) => {
    expect(gridIntensityOf(zone, { marginal: true })).toMatchObject({ gramsPerKwh, zone, kind: "marginal", basis: "direct", year: 2021, factor: 2, licence: "CC BY-SA", source: expect.stringMatching(/^marginal intensity of country.*UNFCCC IFI.*2021/) as unknown });
    expect(gridIntensityOf(zone).kind).toBe("average");
  });
  test("of a part of a country is its country's, and says so", () => expect(gridIntensityOf("US-CAL-CISO", { marginal: true }).source).toContain("country USA for zone US-CAL-CISO"));
  test.each([[null, /countries, not the world/], ["HKG", /no row/], ["ISL", /say 0/]])("of %s is refused, not replaced by an average", (zone, why) => {
    expect(() => gridIntensityOf(zone, { marginal: true })).toThrow(NoMarginalIntensity);
    expect(() => gridIntensityOf(zone, { marginal: true })).toThrow(why);
  });
  test("of an unknown zone is refused as an unknown zone", () => expect(() => gridIntensityOf("Atlantis", { marginal: true })).toThrow(UnknownZone));
  test("is a number above 0 wherever it is given", () => {
    for (const country of Object.keys(marginalIntensity.data).filter((key) => /^[A-Z]{3}$/.test(key) && averageIntensity.data[key]! > 0 && marginalIntensity.data[key] !== "0")) expect(gridIntensityOf(country, { marginal: true }).gramsPerKwh).toBeGreaterThan(0);
  });
});

describe("a zone that no table has is refused with what would be right", () => {
  const refused = (zone: string): UnknownZone => {
    try {
      gridIntensityOf(zone);
    } catch (error) {
      if (error instanceof UnknownZone) return error;
      throw error;
    }
    throw new Error(`${zone} was accepted`);
  };
  test.each(["Atlantis", "constructor", "", "WORLD", "EU"])("%j: how a zone is written", (zone) => {
    expect(refused(zone)).toMatchObject({ code: "UNKNOWN_ZONE", zone, suggestions: [], message: expect.stringContaining("DE, FR, US-CAL-CISO") as unknown });
  });
  test("small letters: the same in capitals", () => expect(refused("us-cal-ciso").suggestions[0]).toBe("US-CAL-CISO"));
  test("a part that the country does not have: its parts", () => {
    expect(refused("SE-SE9").suggestions).toEqual(["SE", "SE-SE1", "SE-SE2", "SE-SE3", "SE-SE4"]);
    expect(refused("SE-SE9").message).toContain("SE-SE3");
  });
  test("a country whose average was rounded to 0: its zone", () => expect(refused("CAF").suggestions).toEqual(["CF"]));
});

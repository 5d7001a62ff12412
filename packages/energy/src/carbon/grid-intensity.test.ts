import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { averageIntensity, electricityMaps } from "./co2-tables.ts";
import { gridIntensityOf } from "./grid-intensity.ts";
import { UnknownZone } from "./unknown-zone.ts";

test.each([["FR", 31], ["DE", 342], ["US-CAL-CISO", 208], ["PL", 565], ["SE-SE3", 20]])("zone %s has its average of 2025, %d g/kWh, with data set, year and licence named", (zone, gramsPerKwh) => {
  expect(gridIntensityOf(zone)).toMatchObject({ gramsPerKwh, zone, source: expect.stringMatching(/Electricity Maps 2025, ODbL/) as unknown });
});
test.each([["FRA", 44.18], ["DEU", 342.06], ["USA", 383.55]])("a country's three letters read the other table: %s is %d g/kWh, with data set, years and licence named", (zone, gramsPerKwh) => {
  expect(gridIntensityOf(zone)).toMatchObject({ gramsPerKwh, zone, source: expect.stringMatching(/Ember.*2022 to 2024.*CC BY-SA 4\.0/) as unknown });
});
test.each([["CL", "CHL"], ["RU", "RUS"]])("two letters of a country that the zones only have in parts, %s, read the average of %s", (two, three) => {
  expect(gridIntensityOf(two).gramsPerKwh).toBe(gridIntensityOf(three).gramsPerKwh);
});
test("a clean grid has the wider factor, since data sets differ more there", () => {
  expect(gridIntensityOf("FR").factor).toBeGreaterThan(gridIntensityOf("DE").factor);
});
test("no zone is the world's average, wider than any zone, and says so", () => {
  expect(gridIntensityOf(null)).toMatchObject({ gramsPerKwh: 472.94, factor: 3, zone: null, source: expect.stringMatching(/world average, zone not set.*CC BY-SA/) as unknown });
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

import { expect, test } from "@jest/globals";
import { UnknownZone, gridIntensityOf } from "./grid-intensity.ts";

test.each([["FR", 31], ["DE", 342], ["US-CAL-CISO", 208]])("zone %s has its average of 2025, %d g/kWh, with year and licence named", (zone, gramsPerKwh) => {
  expect(gridIntensityOf(zone)).toMatchObject({ gramsPerKwh, zone, source: expect.stringMatching(/2025.*ODbL/) as unknown });
});
test("a country's three letters read the other table", () => {
  expect(gridIntensityOf("DEU")).toMatchObject({ gramsPerKwh: 342.06, source: expect.stringContaining("Ember") as unknown });
});
test("no zone is the world's average, wide, and says so", () => {
  expect(gridIntensityOf(null)).toMatchObject({ gramsPerKwh: 472.94, factor: 3, source: expect.stringContaining("zone not set") as unknown });
});
test.each(["Atlantis", "constructor", ""])("zone %j, which no table has, is refused with what would be right", (zone) => {
  expect(() => gridIntensityOf(zone)).toThrow(UnknownZone);
  expect(() => gridIntensityOf(zone)).toThrow(/DE, FR/);
});

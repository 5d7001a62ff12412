import { expect, test } from "@jest/globals";
import { givenConversion } from "./conversion-of-options.ts";
import { UsageError } from "./usage-error.ts";

const today = "2026-11-25";

test("every option becomes a quantity with its unit", () => {
  const { zone, marginal, intensity, tariff, pue, wue, functionalUnit, embodied, compute, hardware } = givenConversion(
    { zone: "DE", marginal: true, intensity: "342", tariff: "0.21 eur", pue: "1.2", wue: "1.8", r: "1,000 inferences=12", embodied: "1000 kg/35040 h", compute: "0.19 USD", hardware: "2400 EUR / 35040 h", share: "0.25" },
    today,
  );
  expect([zone, marginal, pue?.value, wue?.litresPerKwh, functionalUnit]).toEqual(["DE", true, 1.2, 1.8, { name: "1,000 inferences", count: 12 }]);
  expect(intensity).toEqual({ gramsPerKwh: 342, year: 2026, source: "given with --intensity" });
  expect(tariff).toEqual({ pricePerKwh: 0.21, currency: "EUR", priceDate: today, source: "given with --tariff" });
  expect(embodied).toMatchObject({ totalGrams: 1e6, lifeHours: 35_040, share: 0.25 });
  expect(compute).toMatchObject({ pricePerHour: 0.19, currency: "USD", priceDate: today });
  expect(hardware).toMatchObject({ purchase: 2400, currency: "EUR", lifeHours: 35_040, share: 0.25, priceDate: today });
});

test("what is not given is not there", () => {
  expect(givenConversion({}, today)).toEqual({});
});

test("the name of a functional unit may hold signs of equality and commas", () => {
  expect(givenConversion({ r: "k=5 folds, all=3" }, today).functionalUnit).toEqual({ name: "k=5 folds, all", count: 3 });
});

test.each([
  [{ tariff: "0,21 EUR" }, "write 0.21, with a point"],
  [{ tariff: "0.21" }, 'write an amount and a currency of ISO 4217, e.g. "0.21 EUR"'],
  [{ tariff: "0.21 EUT" }, "there is no currency EUT in ISO 4217. Did you mean EUR?"],
  [{ tariff: "-0.21 EUR" }, '"-0.21" is not a number at least 0'],
  [{ pue: "0.9" }, '--pue: "0.9" is not a number at least 1'],
  [{ pue: "" }, "is not a number at least 1"],
  [{ intensity: "NaN" }, "is not a number above 0 and at most 5000"],
  [{ intensity: "0" }, "is not a number above 0"],
  [{ tariff: "1e999 EUR" }, "is not a number at least 0"],
  [{ wue: "0x10" }, "is not a number at least 0"],
  [{ r: "12" }, 'write e.g. "1,000 inferences=12"'],
  [{ r: "=12" }, "names no functional unit"],
  [{ r: "inferences=0" }, '"0" is not a number above 0'],
  [{ embodied: "1000 kg" }, "lacks the hours of the machine's life"],
  [{ embodied: "1000 lb/35040 h" }, "is no mass in g, kg or t"],
  [{ hardware: "2400/35040 h" }, '"2400" is not a price'],
  [{ hardware: "2400 EUR/0 h" }, '--hardware: "0" is not a number above 0'],
  [{ share: "0.5" }, "give one of them too"],
  [{ share: "1.5", embodied: "1 t/35040 h" }, "is not a number above 0 and at most 1"],
])("%j is refused, and the message says what would be right", (values, words) => {
  expect(() => givenConversion(values, today)).toThrow(UsageError);
  expect(() => givenConversion(values, today)).toThrow(words);
});

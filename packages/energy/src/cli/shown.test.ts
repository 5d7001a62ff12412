import { expect, test } from "@jest/globals";
import { shown, shownInLine, shownSeconds } from "./shown.ts";

const energy = (value: number, low: number, high: number) => ({ value, unit: "J", interval: { low, high, level: 0.95 } });

test.each([
  [energy(123.4, 60.2, 250.9), "120 J (60 … 250)"], // half the width is 95: tens
  [energy(123.4, 118.2, 128.7), "123 J (118 … 129)"],
  [energy(4321.9, 4000, 4700), "4.32 kJ (4.00 … 4.70)"],
  [energy(0.0123, 0.006, 0.025), "12 mJ (6 … 25)"],
  [energy(15.3, 6.95, 33.7), "15 J (7 … 34)"], // half the width is 13: its 1 asks for a place more
  [energy(2.58, 1.2, 5.7), "2.6 J (1.2 … 5.7)"],
  [energy(3_600_000, 3_600_000, 3_600_000), "3.60 MJ (exact)"],
  [energy(1, 0.1, 10), "1 J (0.1 … 10)"],
  [energy(0, 0, 0.015), "0 mJ (0 … 15)"],
  [{ value: 0.00000081, unit: "EUR", interval: { low: 0.00000028, high: 0.0000023, level: 0.95 } }, "8e-7 EUR (3e-7 … 2.3e-6)"],
  [{ value: 0.0031, unit: "USD", interval: null }, "0.00310 USD"],
  [{ value: 0.00145, unit: "gCO2e", interval: { low: 0.00063, high: 0.0033, level: 0.95 } }, "1.5 mg CO2e (0.6 … 3.3)"],
  [{ value: 0.0018, unit: "L", interval: null }, "1.80 mL"],
  [{ value: 0, unit: "gCO2e", interval: null }, "0 g CO2e"],
])("a figure has the digits that its interval allows: %j", (figure, line) => {
  expect(shownInLine(figure)).toBe(line);
});

test("a bound above 0 is never shown as 0, and the interval has the value's unit", () => {
  const { value, interval, unit } = shown(energy(500, 0.4, 5_000_000));
  expect([value, interval, unit]).toEqual(["500", "0.4 … 5000000", "J"]);
});

test("times are shown in the units that people use", () => {
  expect([0.85, 12.4, 99.96, 180, 200, 7500].map(shownSeconds)).toEqual(["850 ms", "12.4 s", "100 s", "3 min", "3 min 20 s", "2 h 5 min"]);
});

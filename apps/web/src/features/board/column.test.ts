import { expect, test } from "@jest/globals";
import { columnOf, domainOf } from "./column.ts";

const quantity = (value: number, unit = "J") => ({ value, unit, interval: null, method: "ESTIMATED", boundary: "PROCESS", source: "" }) as const;

test("costs in two currencies do not share a unit", () => {
  expect(columnOf([quantity(1, "EUR"), quantity(2, "USD")]).unit).toBeNull();
});
test("rows that are not measured do not hide the unit of the others", () => {
  expect(columnOf([null, quantity(3)])).toEqual({ unit: "J", exponent: 0, domain: { low: 3, high: 3 } });
});
test("a column of small figures has one power of ten, by its largest; costs in two currencies have none", () => {
  expect(columnOf([quantity(2.5e-4, "gCO2e"), null, quantity(6.3e-5, "gCO2e")]).exponent).toBe(-6);
  expect(columnOf([quantity(0.0098), quantity(0.00034)]).exponent).toBe(-3);
  expect([columnOf([quantity(0.48), quantity(1e-9)]), columnOf([quantity(0)]), columnOf([null])].map(({ exponent }) => exponent)).toEqual([0, 0, 0]);
  expect(columnOf([quantity(1e-8, "EUR"), quantity(2e-8, "USD")]).exponent).toBe(0);
});
test("the scale holds intervals, not only values", () => {
  expect(domainOf([{ value: 5, interval: { low: 2, high: 9 } }, { value: 4, interval: null }])).toEqual({ low: 2, high: 9 });
});

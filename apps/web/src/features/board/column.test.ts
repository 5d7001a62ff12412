import { expect, test } from "@jest/globals";
import { columnOf, domainOf } from "./column.ts";

const quantity = (value: number, unit = "J") => ({ value, unit, interval: null, method: "ESTIMATED", boundary: "PROCESS", source: "" }) as const;

test("costs in two currencies do not share a unit", () => {
  expect(columnOf([quantity(1, "EUR"), quantity(2, "USD")]).unit).toBeNull();
});
test("rows that are not measured do not hide the unit of the others", () => {
  expect(columnOf([null, quantity(3)])).toEqual({ unit: "J", domain: { low: 3, high: 3 } });
});
test("the scale holds intervals, not only values", () => {
  expect(domainOf([{ value: 5, interval: { low: 2, high: 9 } }, { value: 4, interval: null }])).toEqual({ low: 2, high: 9 });
});

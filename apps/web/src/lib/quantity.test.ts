import { expect, test } from "@jest/globals";
import type { Quantity } from "./quantity.ts";
import { printedMetric, sharedMethod } from "./quantity.ts";

const quantity = (over: Partial<Quantity> = {}): Quantity => ({ value: 1, unit: "J", interval: null, method: "ESTIMATED", boundary: "PROCESS", source: "a", ...over });

test("an accuracy and a calibration error are printed as percent, a loss as it is", () => {
  expect(printedMetric({ name: "accuracy", value: 0.5, interval: { low: 0.25, high: 0.75, level: 0.95 } })).toEqual({ value: 50, bounds: { low: 25, high: 75 }, unit: "%" });
  expect(printedMetric({ name: "calibrationError", value: 0.031, interval: null })).toMatchObject({ unit: "%" });
  expect(printedMetric({ name: "loss", value: 0.5, interval: null })).toEqual({ value: 0.5, bounds: null, unit: "" });
});
test("a column of one method shares it, also where some rows are not measured", () => {
  expect(sharedMethod([quantity(), null, quantity({ value: 2 })])).toEqual({ method: "ESTIMATED", boundary: "PROCESS" });
});
test("a column of several methods or boundaries shares none", () => {
  expect(sharedMethod([quantity(), quantity({ method: "COUNTER" })])).toBeNull();
  expect(sharedMethod([quantity(), quantity({ boundary: "NODE" })])).toBeNull();
});

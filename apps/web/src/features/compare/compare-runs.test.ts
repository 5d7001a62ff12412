import { expect, test } from "@jest/globals";
import type { Quantity } from "../../lib/quantity.ts";
import { apartIn, fieldRows, lowestOf } from "./compare-runs.ts";

const figure = (value: number, over: Partial<Quantity> = {}, hardwareClass = "cpu") => ({ quantity: { value, unit: "J", interval: { low: value - 1, high: value + 1, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "a", ...over } satisfies Quantity as Quantity, hardwareClass });

test("fields are set side by side by their path; those that one run lacks differ", () => {
  const rows = fieldRows([{ seeds: [1, 2], pipeline: [{ technique: "train" }] }, { seeds: [1, 2], pipeline: [{ technique: "distill", temperature: 4 }] }]);
  expect(rows).toEqual([
    { name: "seeds", values: ["1, 2", "1, 2"], differs: false },
    { name: "pipeline.0.technique", values: ["train", "distill"], differs: true },
    { name: "pipeline.0.temperature", values: [null, "4"], differs: true },
  ]);
});
test.each([
  ["another boundary", figure(9, { boundary: "NODE" }), ["boundary"]],
  ["another method", figure(9, { method: "COUNTER" }), ["method"]],
  ["another hardware class", figure(9, {}, "gpu"), ["hardwareClass"]],
  ["the same of all", figure(9), []],
])("figures with %s: apart in %j", (_, other, apart) => {
  expect(apartIn([figure(5), other])).toEqual(apart);
  expect(lowestOf([figure(5), other])).toBe(apart.length > 0 ? null : 0);
});
test("no figure is called lowest while its interval reaches another's, nor while it stands alone", () => {
  expect(lowestOf([figure(5), figure(6)])).toBeNull();
  expect(lowestOf([figure(5), { quantity: null, hardwareClass: "cpu" }])).toBeNull();
});

import { expect, test } from "@jest/globals";
import { checkBudget, checkCurrency } from "./budget.ts";

const price = { pricePerKwh: 0.36, currency: "EUR", priceDate: "2025-06-30", factor: 1.5, source: "test" }; // 1e-7 EUR a joule
const limits = { remainingEnergyJoules: null, budget: undefined, price, carriedJoules: 0 };
const soFar = { cpuSeconds: 1, wallSeconds: 1, joules: 100 };

test("without limits nothing stops a run", () => expect(() => checkBudget(limits, soFar)).not.toThrow());
test("joules of an earlier attempt are charged already, so only this one's count against what was left", () => {
  expect(() => checkBudget({ ...limits, remainingEnergyJoules: 50, carriedJoules: 60 }, soFar)).not.toThrow();
  expect(() => checkBudget({ ...limits, remainingEnergyJoules: 50, carriedJoules: 50 }, soFar)).toThrow(expect.objectContaining({ code: "BUDGET_EXCEEDED" }));
});
test("cost stops a run at its limit", () => {
  expect(() => checkBudget({ ...limits, budget: { maxCost: { value: 1.1e-5, currency: "EUR" } } }, soFar)).not.toThrow();
  expect(() => checkBudget({ ...limits, budget: { maxCost: { value: 0.9e-5, currency: "EUR" } } }, soFar)).toThrow(/cost budget/);
});
test("a deadline that has passed stops a run", () => {
  expect(() => checkBudget({ ...limits, budget: { deadline: "2026-01-01T00:00:00Z" } }, soFar, Date.parse("2026-01-01T00:00:01Z"))).toThrow(/deadline/);
});
test("a cost in another currency than the worker's price is refused before anything is trained", () => {
  expect(() => checkCurrency({ maxCost: { value: 1, currency: "USD" } }, price)).toThrow(/EUR/);
});

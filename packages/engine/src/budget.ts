import type { ElectricityPrice, SoFar } from "@joulemark/energy";
import { electricityCost } from "@joulemark/energy";
import { EngineError } from "./errors.ts";
import type { Specification } from "./spec/schema.ts";

export interface Limits {
  /** What the experiment's energy budget leaves for this run, J; null: no limit. */
  remainingEnergyJoules: number | null;
  budget: Specification["budget"];
  price: ElectricityPrice;
  /** What was used before this process began, as the checkpoint carried it. */
  carriedJoules: number;
}

/**
 * Looks whether a run must stop. @throws EngineError BUDGET_EXCEEDED naming the limit
 */
export function checkBudget({ remainingEnergyJoules, budget, price, carriedJoules }: Limits, { joules }: Pick<SoFar, "joules">, now = Date.now()): void {
  const stop = (message: string): never => {
    throw new EngineError("BUDGET_EXCEEDED", message);
  };
  const used = joules - carriedJoules;
  if (remainingEnergyJoules !== null && used >= remainingEnergyJoules) stop(`The energy budget is used up: ${used.toFixed(1)} J of the ${remainingEnergyJoules.toFixed(1)} J that were left.`);
  if (budget?.maxCost && budget.maxCost.currency === price.currency) {
    const cost = electricityCost(joules, price.pricePerKwh);
    if (cost > budget.maxCost.value) stop(`The cost budget is used up: ${cost.toPrecision(3)} of ${budget.maxCost.value} ${price.currency}.`);
  }
  if (budget?.deadline && now > Date.parse(budget.deadline)) stop(`The deadline ${budget.deadline} has passed.`);
}

/** A budget in another currency than this worker's price cannot be enforced here. @throws EngineError INVALID_INPUT */
export function checkCurrency(budget: Specification["budget"], price: ElectricityPrice): void {
  if (budget?.maxCost && budget.maxCost.currency !== price.currency)
    throw new EngineError("INVALID_INPUT", `maxCost is in ${budget.maxCost.currency}, but electricity is priced in ${price.currency} here (${price.source}): give maxCost in ${price.currency}, or maxEnergyJoules.`, { path: ["budget", "maxCost", "currency"] });
}

import type { Writer } from "../../storage/db.ts";
import { Prisma } from "../../storage/db.ts";
import { endQueued } from "../../storage/run-queue.ts";

/** What an experiment has used of its budget, all attempts of all its runs together. */
export interface Spending {
  /** J, as far as reported. */
  energyJoules: number;
  /** J; null: no limit. */
  budgetEnergyJoules: number | null;
  /** Of reported runs, in the currency of the budget. */
  cost: number;
  budgetCost: number | null;
  costCurrency: string | null;
  deadline: Date | null;
}

export type Exhausted = "BUDGET_EXCEEDED" | "DEADLINE";

export async function spendingOf(db: Writer, experimentId: string): Promise<Spending> {
  const [row] = await db.$queryRaw<Spending[]>`
    SELECT budget_energy_joules AS "budgetEnergyJoules", budget_cost AS "budgetCost", budget_cost_currency AS "costCurrency", deadline,
      (SELECT COALESCE(sum(GREATEST(0, attempt.energy_joules - attempt.start_energy_joules)), 0) FROM run JOIN attempt ON attempt.run_id = run.id WHERE run.experiment_id = experiment.id) AS "energyJoules",
      (SELECT COALESCE(sum(measurement.value), 0) FROM run JOIN measurement ON measurement.run_id = run.id
        WHERE run.experiment_id = experiment.id AND measurement.quantity = 'COST' AND measurement.unit = experiment.budget_cost_currency) AS cost
    FROM experiment WHERE id = ${experimentId}`;
  if (!row) throw new Error(`There is no experiment ${experimentId}.`);
  return row;
}

/** Why the experiment may not go on; null: it may. */
export function exhausted(spending: Spending, now: Date): Exhausted | null {
  if (spending.deadline !== null && spending.deadline <= now) return "DEADLINE";
  const energyGone = spending.budgetEnergyJoules !== null && spending.energyJoules >= spending.budgetEnergyJoules;
  const moneyGone = spending.budgetCost !== null && spending.cost >= spending.budgetCost;
  return energyGone || moneyGone ? "BUDGET_EXCEEDED" : null;
}

/** As a failure of a run; both kinds have the contract's one code. */
export function budgetFailure(why: Exhausted): { code: string; message: string } {
  const message = why === "DEADLINE" ? "The deadline of the experiment's budget has passed." : "The runs of this experiment have used up its budget.";
  return { code: "BUDGET_EXCEEDED", message };
}

/** Fails the queued runs of an experiment that may not go on. @returns their ids */
export async function failUnaffordable(tx: Writer, experimentId: string, now: Date): Promise<string[]> {
  const why = exhausted(await spendingOf(tx, experimentId), now);
  return why ? endQueued(tx, Prisma.sql`run.experiment_id = ${experimentId}`, { state: "FAILED", failure: budgetFailure(why) }) : [];
}

/** Fails queued runs of any experiment whose deadline has passed. @returns their ids */
export function failOverdue(tx: Writer): Promise<string[]> {
  const overdue = Prisma.sql`run.experiment_id IN (SELECT id FROM experiment WHERE deadline <= now())`;
  return endQueued(tx, overdue, { state: "FAILED", failure: budgetFailure("DEADLINE") });
}

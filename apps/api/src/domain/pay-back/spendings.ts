import type { Spending } from "@joulemark/energy";
import type { Compared } from "../comparable.ts";
import { comparableOf } from "../comparable.ts";
import type { Figure } from "../figures.ts";
import { mean } from "../statistics.ts";
import type { Base } from "./baseline.ts";

/** TRAINING: of the result's runs, the mean of one. LOST: of steps that were done again. BASE_TRAINING: of what the model was made from, its base and further teachers. */
export const spendingKinds = ["TRAINING", "LOST", "BASE_TRAINING"] as const;
export type SpendingKind = (typeof spendingKinds)[number];

export interface PayBackSpending {
  kind: SpendingKind;
  /** Whether it is in what must be paid back. */
  counted: boolean;
  /** J; null: not known, and so not counted. */
  figure: Figure | null;
  biasGroup: string | null;
  /** UUID; null where it is no other model's. */
  modelVersionId: string | null;
}

/**
 * What was spent to have the optimized model.
 * @param result with what its runs lost, J
 * @param origins what it was made from, and whether the training of that counts
 */
export function spendingsOf(result: Compared & { lostJoules: (number | null)[] }, origins: { base: Base; counted: boolean }[]): PayBackSpending[] {
  const training = comparableOf(result, "TRAINING_ENERGY");
  if (!training) return [];
  const { figure, biasGroup } = training;
  const lost = mean(result.lostJoules.map((joules) => joules ?? 0));
  const own = { counted: true, biasGroup, modelVersionId: null };
  return [
    { ...own, kind: "TRAINING", figure },
    ...(lost > 0 ? [{ ...own, kind: "LOST" as const, figure: lostFigure(lost, figure) }] : []),
    ...origins.map(({ base, counted }) => baseSpending(base, figure, counted)),
  ];
}

/** Lost joules were counted by the same meters as those of the training, so that they are off by the same factors. */
const lostFigure = (joules: number, { value, interval, ...training }: Figure): Figure => ({
  ...training, value: joules, interval: interval && value > 0 ? { low: (joules * interval.low) / value, high: (joules * interval.high) / value, level: interval.level } : null, source: `steps done again; ${training.source}`,
});

function baseSpending(base: Base, training: Figure, counted: boolean): PayBackSpending {
  const of = comparableOf(base, "TRAINING_ENERGY");
  const alike = of?.figure.unit === training.unit && of.figure.boundary === training.boundary ? of : null;
  return { kind: "BASE_TRAINING", counted: counted && alike !== null, figure: alike?.figure ?? null, biasGroup: alike?.biasGroup ?? null, modelVersionId: base.modelVersionId };
}

/** As packages/energy takes them: those that are known. */
export const knownSpendings = (spendings: PayBackSpending[]): Spending[] => spendings.flatMap(({ kind, counted, figure, biasGroup }) => (figure ? [{ name: kind, counted, figure, biasGroup }] : []));

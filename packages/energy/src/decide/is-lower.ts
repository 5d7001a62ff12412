import type { Measurement } from "../measurement.ts";
import { ratioInterval } from "../uncertainty.ts";

/** A figure with what is needed to hold it against another of the same quantity and unit. */
export interface Comparable {
  figure: Pick<Measurement, "value" | "interval">;
  /** Figures of one group were made by one method on one kind of machine: their error is common. Null: of no group. */
  biasGroup: string | null;
  /** The same quantity in each repeated run, in the figure's unit; empty: one run, or not kept. */
  runs: number[];
}

export type Order = "lower" | "higher" | "not-distinguishable";

const MIRRORED: Record<Order, Order> = { lower: "higher", higher: "lower", "not-distinguishable": "not-distinguishable" };

/** By the whole intervals. One that reaches the other tells nothing, nor does a figure without one. */
function byIntervals({ figure: a }: Comparable, { figure: b }: Comparable): Order {
  if (a.interval === null || b.interval === null) return "not-distinguishable";
  if (a.interval.high < b.interval.low) return "lower";
  return b.interval.high < a.interval.low ? "higher" : "not-distinguishable";
}

/** By the spread of repeated runs, where their error is common and cancels in the ratio. */
function byRuns(a: Comparable, b: Comparable): Order {
  const common = a.biasGroup !== null && a.biasGroup === b.biasGroup;
  if (!common || [a, b].some(({ runs }) => runs.length < 2 || runs.some((run) => !(run > 0)))) return "not-distinguishable";
  const { interval } = ratioInterval(a.runs, b.runs);
  if (interval === null) return "not-distinguishable";
  if (interval.high < 1) return "lower";
  return interval.low > 1 ? "higher" : "not-distinguishable";
}

/**
 * How `a` stands to `b`: lower or higher only where their intervals do not touch, or where both are of one bias group and the 95 % interval of the
 * ratio of their runs excludes 1. Whatever is shown as less, ranked above or called a saving asks this.
 */
export function orderOf(a: Comparable, b: Comparable): Order {
  const order = byIntervals(a, b);
  return order === "not-distinguishable" ? byRuns(a, b) : order;
}

/** Whether `a` is lower than `b` by more than their uncertainty. */
export const isLower = (a: Comparable, b: Comparable): boolean => orderOf(a, b) === "lower";

/** The order in which more is better, e.g. of a share of right answers. */
export const mirrored = (order: Order): Order => MIRRORED[order];

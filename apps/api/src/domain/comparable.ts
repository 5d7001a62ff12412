import type { Comparable, Order } from "@joulemark/energy";
import { mirrored, orderOf } from "@joulemark/energy";
import type { Measurement, Metric, Quantity } from "../storage/db.ts";
import { biasGroupOf } from "./bias-group.ts";
import { figureOf, intervalOf } from "./figures.ts";
import type { Figure } from "./figures.ts";

/** A run, or a result with its runs, as far as its figures can be held against another's. */
export interface Compared {
  hardwareClass: string | null;
  metrics: Metric[];
  measurements: Measurement[];
  /** Of each run of a result; of a run by itself: none, since one run shows no spread. */
  runs: Measurement[][];
}

type Figures = Pick<Compared, "metrics" | "measurements">;
/** A result, loaded with its runs and their measurements. */
export const comparedResult = ({ hardwareClass, metrics, measurements, runs }: Figures & { hardwareClass: string | null; runs: { measurements: Measurement[] }[] }): Compared => ({ hardwareClass, metrics, measurements, runs: runs.map((run) => run.measurements) });
export const comparedRun = ({ environment, metrics, measurements }: Figures & { environment: { hardwareClass: string } | null }): Compared => ({ hardwareClass: environment?.hardwareClass ?? null, metrics, measurements, runs: [] });

/** A quantity with what tells it apart from another's; null: not measured. */
export function comparableOf({ measurements, hardwareClass, runs }: Compared, quantity: Quantity): (Comparable & { figure: Figure }) | null {
  const of = figureOf(measurements, quantity);
  if (!of) return null;
  const values = runs.flatMap((rows) => rows.flatMap((row) => (row.quantity === quantity ? [row.value] : [])));
  return { figure: of, biasGroup: biasOf(of, hardwareClass, quantity), runs: values };
}

/** Carbon and cost share their rate's error only where the rate is one: it stands in the source. */
function biasOf(of: Figure, hardwareClass: string | null, quantity: Quantity): string | null {
  const group = biasGroupOf(of, hardwareClass);
  return group === null || quantity === "TRAINING_ENERGY" || quantity === "INFERENCE_ENERGY_PER_THOUSAND" ? group : `${group}/${of.source}`;
}

/**
 * How quality stands to quality of one metric: `lower` is worse, whatever its direction. Only whole intervals tell it apart: of two networks that are wrong on different
 * examples of one test split, the sampling of the split is no common error.
 */
export function qualityOrder(a: Metric, b: Metric): Order {
  const order = orderOf(qualityComparable(a), qualityComparable(b));
  return a.direction === "MAXIMIZE" ? order : mirrored(order);
}
const qualityComparable = ({ value, ...row }: Metric): Comparable => ({ figure: { value, interval: intervalOf(row) }, biasGroup: null, runs: [] });

/** The metric that boards rank by; null: not measured. */
export const qualityOf = ({ metrics }: Pick<Compared, "metrics">): Metric | null => metrics.find(({ position }) => position === 0) ?? null;

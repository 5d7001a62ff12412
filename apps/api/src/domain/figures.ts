import type { Measurement, Metric, MeasurementBoundary, MeasurementMethod, MetricDirection, Quantity } from "../storage/db.ts";

export interface Interval {
  low: number;
  high: number;
  /** Share of cases it covers, e.g. 0.95. */
  level: number;
}

/** A measured quantity in the contract's shape. */
export interface Figure {
  /** The median, in `unit`. */
  value: number;
  unit: string;
  interval: Interval | null;
  method: MeasurementMethod;
  boundary: MeasurementBoundary | null;
  source: string;
}

/** How good, in the contract's shape. */
export interface Quality {
  name: string;
  value: number;
  direction: MetricDirection;
  interval: Interval | null;
}

type IntervalRow = { low: number | null; high: number | null; level: number | null };

export const intervalOf = ({ low, high, level }: IntervalRow): Interval | null => (low === null || high === null || level === null ? null : { low, high, level });

/** The quantity among a run's or a result's measurements; null: not measured. */
export function figureOf(measurements: Measurement[], quantity: Quantity): Figure | null {
  const row = measurements.find((measurement) => measurement.quantity === quantity);
  return row ? figure(row) : null;
}

export const figure = ({ value, unit, method, boundary, source, ...row }: Measurement): Figure => ({ value, unit, interval: intervalOf(row), method, boundary, source });

const costKinds = { COST_ELECTRICITY: "ELECTRICITY", COST_COMPUTE: "COMPUTE", COST_HARDWARE: "HARDWARE" } as const;
export type CostKind = (typeof costKinds)[keyof typeof costKinds];

/** What a run or a result cost, by kind; never to be summed. */
export function costsOf(measurements: Measurement[]): { kind: CostKind; amount: Figure }[] {
  return Object.entries(costKinds).flatMap(([quantity, kind]) => {
    const amount = figureOf(measurements, quantity as Quantity);
    return amount ? [{ kind, amount }] : [];
  });
}

/** The metrics, the task's own first. */
export const qualitiesOf = (metrics: Metric[]): Quality[] =>
  metrics.toSorted((a, b) => a.position - b.position).map(({ name, value, direction, ...row }) => ({ name, value, direction, interval: intervalOf(row) }));

/** Energy of steps that were done again, by the meters of the run's training where those are known; null while no attempt has ended. */
export function lostEnergyOf({ lostEnergyJoules: value, measurements }: { lostEnergyJoules: number | null; measurements: Measurement[] }): Figure | null {
  if (value === null) return null;
  const { method = "ESTIMATED", boundary = "PROCESS" } = figureOf(measurements, "TRAINING_ENERGY") ?? {};
  return { value, unit: "J", interval: null, method, boundary, source: "joules reported by lost attempts after the checkpoint that was resumed from" };
}

/** Rows of the columns an interval has. */
export const intervalColumns = (interval: Interval | null | undefined): IntervalRow => ({ low: interval?.low ?? null, high: interval?.high ?? null, level: interval?.level ?? null });

/** A figure as a row, without its owner. */
export const measurementRow = (quantity: Quantity, { interval, ...rest }: Figure) => ({ quantity, ...rest, ...intervalColumns(interval) });

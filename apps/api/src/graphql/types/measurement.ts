import { builder } from "../builder.ts";
import type { Measurement as MeasurementRow, Metric as MetricRow, Quantity } from "../../storage/db.ts";

export const MeasurementMethod = builder.enumType("MeasurementMethod", { values: ["COUNTER", "SAMPLED", "ESTIMATED", "PROJECTED", "DECLARED"] as const });
export const MeasurementBoundary = builder.enumType("MeasurementBoundary", { values: ["PROCESS", "COMPONENT", "NODE", "FACILITY"] as const });
export const MetricDirection = builder.enumType("MetricDirection", { values: ["MAXIMIZE", "MINIMIZE"] as const });
const CostKind = builder.enumType("CostKind", { values: ["ELECTRICITY", "COMPUTE", "HARDWARE"] as const });

export interface IntervalShape {
  low: number;
  high: number;
  /** Share of cases it covers. */
  level: number;
}
/** A quantity as the schema gives it. Null in its place: not measured. */
export interface MeasurementShape {
  value: number;
  unit: string;
  interval: IntervalShape | null;
  method: MeasurementRow["method"];
  boundary: MeasurementRow["boundary"];
  source: string;
}
export interface MetricShape {
  name: string;
  value: number;
  direction: MetricRow["direction"];
  interval: IntervalShape | null;
}

const Interval = builder.objectRef<IntervalShape>("Interval").implement({
  fields: (t) => ({ low: t.exposeFloat("low"), high: t.exposeFloat("high"), level: t.exposeFloat("level", { description: "Share of cases it covers: 0.95 for what was measured." }) }),
});

export const Measurement = builder.objectRef<MeasurementShape>("Measurement").implement({
  description: "A quantity with its unit, interval, method and boundary. Null where not measured; 0 is a measurement.",
  fields: (t) => ({
    value: t.exposeFloat("value", { description: "The median." }),
    unit: t.exposeString("unit", { description: "J, gCO2e, L, s, B, or an ISO 4217 code." }),
    interval: t.expose("interval", { type: Interval, nullable: true }),
    method: t.expose("method", { type: MeasurementMethod }),
    boundary: t.expose("boundary", { type: MeasurementBoundary, nullable: true }),
    source: t.exposeString("source"),
  }),
});

export const Cost = builder.objectRef<{ kind: "ELECTRICITY" | "COMPUTE" | "HARDWARE"; amount: MeasurementShape }>("Cost").implement({
  description: "One kind of cost. Kinds are listed, never summed.",
  fields: (t) => ({ kind: t.expose("kind", { type: CostKind }), amount: t.expose("amount", { type: Measurement }) }),
});

export const Metric = builder.objectRef<MetricShape>("Metric").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    value: t.exposeFloat("value"),
    direction: t.expose("direction", { type: MetricDirection }),
    interval: t.expose("interval", { type: Interval, nullable: true }),
  }),
});

export const NamedValue = builder.objectRef<{ name: string; value: number }>("NamedValue").implement({
  fields: (t) => ({ name: t.exposeString("name"), value: t.exposeFloat("value") }),
});

interface Bounds {
  low: number | null;
  high: number | null;
  level: number | null;
}
/** The interval of a row; null unless all three of its columns are set. */
export const intervalOf = ({ low, high, level }: Bounds): IntervalShape | null => (low === null || high === null || level === null ? null : { low, high, level });

const shapeOf = (row: MeasurementRow): MeasurementShape => ({ value: row.value, unit: row.unit, interval: intervalOf(row), method: row.method, boundary: row.boundary, source: row.source });

/** The measurement of one quantity among the rows of a run or a result; null: not measured. */
export function measurementOf(rows: readonly MeasurementRow[], quantity: Quantity): MeasurementShape | null {
  const row = rows.find((each) => each.quantity === quantity);
  return row ? shapeOf(row) : null;
}

/** What it cost, by kind, of the kinds that are known. */
export const costsOf = (rows: readonly MeasurementRow[]): { kind: "ELECTRICITY" | "COMPUTE" | "HARDWARE"; amount: MeasurementShape }[] =>
  (["ELECTRICITY", "COMPUTE", "HARDWARE"] as const).flatMap((kind) => {
    const amount = measurementOf(rows, `COST_${kind}`);
    return amount ? [{ kind, amount }] : [];
  });

/** Metrics in their order: the one boards rank by first. */
export const metricsOf = (rows: readonly MetricRow[]): MetricShape[] =>
  rows.toSorted((a, b) => a.position - b.position).map((row) => ({ name: row.name, value: row.value, direction: row.direction, interval: intervalOf(row) }));

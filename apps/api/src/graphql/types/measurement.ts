import type { CostKind as CostKindValue, Figure, Interval as IntervalShape, Quality } from "../../domain/figures.ts";
import { builder } from "../builder.ts";

export const MeasurementMethod = builder.enumType("MeasurementMethod", { values: ["COUNTER", "SAMPLED", "ESTIMATED", "PROJECTED", "DECLARED"] as const });
export const MeasurementBoundary = builder.enumType("MeasurementBoundary", { values: ["PROCESS", "COMPONENT", "NODE", "FACILITY"] as const });
export const MetricDirection = builder.enumType("MetricDirection", { values: ["MAXIMIZE", "MINIMIZE"] as const });
export const CostKind = builder.enumType("CostKind", { values: ["ELECTRICITY", "COMPUTE", "HARDWARE"] as const });

export const Interval = builder.objectRef<IntervalShape>("Interval").implement({
  fields: (t) => ({ low: t.exposeFloat("low"), high: t.exposeFloat("high"), level: t.exposeFloat("level", { description: "Share of cases it covers: 0.95 for what was measured." }) }),
});

export const Measurement = builder.objectRef<Figure>("Measurement").implement({
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

export const Cost = builder.objectRef<{ kind: CostKindValue; amount: Figure; priceDate?: string }>("Cost").implement({
  description: "One kind of cost. Kinds are listed, never summed.",
  fields: (t) => ({
    kind: t.expose("kind", { type: CostKind }),
    amount: t.expose("amount", { type: Measurement }),
    priceDate: t.string({ nullable: true, description: "Day the price is of; null where only the record tells it.", resolve: ({ priceDate }) => priceDate ?? null }),
  }),
});

export const Metric = builder.objectRef<Quality>("Metric").implement({
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

/** COUNTER: a hardware counter. SAMPLED: integrated power readings. ESTIMATED: a model. PROJECTED: for other hardware or the future. DECLARED: somebody said so. */
export type MeasurementMethod = "COUNTER" | "SAMPLED" | "ESTIMATED" | "PROJECTED" | "DECLARED";

/** What the figure covers: the work's own process, a component, the machine, or the machine with what its building uses for it. */
export type MeasurementBoundary = "PROCESS" | "COMPONENT" | "NODE" | "FACILITY";

export interface Interval {
  low: number;
  high: number;
  /** Share of cases the interval should hold in, 0.95 for what was measured or modelled after the fact. */
  level: number;
}

/** A quantity with how far it can be trusted. Null in place of one means "not measured"; 0 is a measurement. */
export interface Measurement {
  /** Median. */
  value: number;
  /** `J`, `gCO2e`, `L`, `s`, `B`, or an ISO 4217 code. */
  unit: string;
  interval: Interval | null;
  method: MeasurementMethod;
  boundary: MeasurementBoundary | null;
  /** The model or instrument and its constants, in words. */
  source: string;
}

export type CostKind = "ELECTRICITY" | "COMPUTE" | "HARDWARE";

/** Costs of different kinds are never summed. */
export interface Cost {
  kind: CostKind;
  amount: Measurement;
  /** RFC 3339 date the price is of; absent where a record of the first release did not keep it. */
  priceDate?: string;
}

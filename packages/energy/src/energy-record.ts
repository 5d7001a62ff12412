import type { Cost, Measurement } from "./measurement.ts";

/** A window of work, so that others can recompute it: figures, and the raw seconds and constants behind them. */
export interface EnergyRecord {
  schemaVersion: 1;
  /** Time the window was open and not paused, s. */
  wallSeconds: number;
  /** CPU time of the process and its children in that time, s. */
  cpuSeconds: number;
  /** Share of the process tree that was seen; null where it cannot be known. */
  coverage: number | null;
  energy: Measurement;
  carbon: Measurement;
  /** Not measured. */
  water: null;
  /** Electricity of the same window. */
  cost: Measurement;
  /** Kinds of cost, never summed. */
  costs: Cost[];
  components: { name: string; energy: Measurement }[];
  /** The meter of each component, and why no better one. */
  ladder: { component: string; method: string; reason: string }[];
  flags: string[];
  constants: Record<string, number | string | null>;
}

import type { CaptureMode } from "./capture/capture.ts";
import type { Conversion } from "./conversion.ts";
import type { Cost, Measurement } from "./measurement.ts";
import type { ComponentName, CounterHealth, RawCounter } from "./meters/open-meter.ts";

/** How a counter that others use as well was shared out. The machine's joules are those of the whole component in the window. */
export interface Attribution {
  rule: "exclusive" | "cpu-time";
  /** Share of the machine's joules that was given to the window, 0 … 1. */
  share: number;
  machineJoules: number;
  /** Of the share: in proportion to CPU time, and to reserved threads while nothing ran. */
  activeJoules: number;
  idleJoules: number;
  /** Of the machine's joules: given to nobody whom this sampler knows. */
  unallocatedJoules: number;
}

export interface ComponentFigure {
  name: ComponentName;
  /** Null: not measured; the ladder says why. */
  energy: Measurement | null;
  /** File name of the meter; null where not measured. */
  meter: string | null;
  /** Null for a model of the work itself. */
  attribution: Attribution | null;
}

/** One step of the ladder. The last of a component is the one that was taken, or `not-measured`. */
export interface LadderStep {
  component: ComponentName | "capture";
  /** A meter, a way of capturing, or `not-measured`. */
  method: string;
  taken: boolean;
  reason: string;
  /** The exact command or setting that would have made it available. */
  remedy?: string;
}

/** What follows from energy, hours and a conversion. Null: not measured. */
export interface ConvertedFigures {
  /** IT energy × PUE; null where no PUE is known. */
  facilityEnergy: Measurement | null;
  carbon: Measurement | null;
  water: Measurement | null;
  /** Electricity of the same window. */
  cost: Measurement | null;
  /** Kinds of cost, never summed. */
  costs: Cost[];
  /** Emissions of making the hardware, in the share of the window. */
  embodiedCarbon: Measurement | null;
  /** Software Carbon Intensity (ISO/IEC 21031): (operational + embodied) ÷ R; null where R or the embodied part is not known. */
  sci: { figure: Measurement; functionalUnit: string; count: number } | null;
}

export interface RecordHost {
  processor: string;
  family: string;
  threads: number;
  memoryBytes: number;
  virtualised: boolean;
  operatingSystem: string;
}

/** A window of work, so that others can recompute it: figures, and the raw seconds, counters and constants behind them. */
export interface EnergyRecord extends ConvertedFigures {
  schemaVersion: 2;
  /** RFC 3339. */
  startedAt: string;
  endedAt: string;
  /** Time the window was open and not paused, s. */
  wallSeconds: number;
  /** CPU time of the whole tree in that time, s. */
  cpuSeconds: number;
  /** Share of the process tree that was seen; null where it cannot be known. */
  coverage: number | null;
  /** IT energy: the components' sum. */
  energy: Measurement | null;
  components: ComponentFigure[];
  ladder: LadderStep[];
  /** In kebab-case; those of this release are in `recordFlags`. */
  flags: string[];
  constants: Record<string, number | string | null>;
  scope: { mode: CaptureMode; tickSeconds: number };
  host: RecordHost;
  /** What measuring took. */
  sampler: { version: string; intervalSeconds: number; samples: number; longestGapSeconds: number; cpuSeconds: number };
  counters: (RawCounter & { meter: string; health: CounterHealth<string> })[];
  /** What the converted figures were made with; `recompute` puts another in its place. */
  conversion: Conversion;
  /** sha256 of method with constants and data versions, and of the raw readings. */
  digests: { method: string; readings: string };
  /** Figures that a recomputation replaced, oldest first. */
  superseded: (ConvertedFigures & { conversion: Conversion; supersededAt: string })[];
}

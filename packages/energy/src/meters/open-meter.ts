import type { Roots, Unavailable } from "../capture/capture.ts";
import type { Processor } from "../hardware/processor.ts";
import type { MeasurementBoundary, MeasurementMethod } from "../measurement.ts";

/** `machine` is a counter over processor and memory together (psys) or the whole computer; it takes the place of `cpu` and `dram`. */
export type ComponentName = "machine" | "cpu" | "dram" | "gpu";

/** What meters may look at. */
export interface Host {
  processor: Processor;
  /** Under a hypervisor: the host's load and size are not to be seen. */
  virtualised: boolean;
  memoryBytes: number;
  roots: Roots;
  /** Program that answers for NVIDIA's devices; `nvidia-smi`. */
  nvidiaSmi: string;
  /** Monotonic clock, s. */
  now(): number;
}

interface Figures {
  /** File name of the meter, e.g. `rapl`. */
  id: string;
  component: ComponentName;
  method: MeasurementMethod;
  boundary: MeasurementBoundary;
  /** 95 % factor of the joules of a long window. */
  factor: number;
  /** Meters whose errors have one cause share it; those errors do not average out over components. */
  biasGroup: string;
  /** The model or instrument and its constants, in words. */
  source: string;
  constants: Record<string, number | string>;
}

/** A sum of joules with bounds; the three are equal where every interval was read. */
export interface CounterReading {
  joules: number;
  lowJoules: number;
  highJoules: number;
}

/** What happened to a counter since it was opened. */
export interface CounterHealth {
  reads: number;
  failedReads: number;
  wraps: number;
  resets: number;
  implausible: number;
  /** Time whose joules were filled in from neighbours, s. */
  filledSeconds: number;
  /** Words in kebab-case, e.g. `mirrored-counter`, `counter-reset`, `late-zone`, `implausible-counter`, `ambiguous-wrap`, `failed-read`. */
  flags: string[];
}

/** The counter as it was read, so that others can recompute. */
export interface RawCounter {
  path: string;
  unit: "µJ" | "mJ" | "W·s";
  start: number;
  end: number;
  /** Value it wraps at; null where the system does not say. */
  maxRange: number | null;
  wraps: number;
}

/** A counter of a component, whoever uses it. */
export interface CounterMeter extends Figures {
  kind: "counter";
  /** J since it was opened, never falling. A read that fails keeps the last good one and is counted; the next good one covers the gap. */
  read(): CounterReading;
  health(): CounterHealth;
  raw(): RawCounter[];
  /** Idempotent; never throws. */
  close(): void;
}

/** What work and machine did between two samples. */
export interface WorkSlice {
  seconds: number;
  /** CPU seconds of the work. */
  cpuSeconds: number;
  /** CPU seconds of everything on this machine; null where it cannot be seen. */
  machineCpuSeconds: number | null;
}

/** A model of what work draws, where no counter is. */
export interface ModelMeter extends Figures {
  kind: "model";
  /** J of the slice, ≥ 0. */
  joules(slice: WorkSlice): number;
}

export type OpenMeter = CounterMeter | ModelMeter;

/** A rung of the ladder. */
export interface Rung {
  id: string;
  component: ComponentName;
  open(host: Host): Promise<OpenMeter[] | Unavailable> | OpenMeter[] | Unavailable;
}

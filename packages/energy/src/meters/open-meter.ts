import type { Roots, Unavailable } from "../capture/capture.ts";
import type { Processor } from "../hardware/processor.ts";
import type { RecordFlag } from "../record-flags.ts";
import type { MeasurementBoundary, MeasurementMethod } from "../measurement.ts";

/** `machine` is a counter over processor and memory together (psys) or the whole computer; it takes the place of `cpu` and `dram`. */
export type ComponentName = "machine" | "cpu" | "dram" | "gpu";

/** What meters may look at. */
export interface Host {
  processor: Processor;
  /** Under a hypervisor: the host's load and size are not to be seen. */
  virtualised: boolean;
  /** Hardware threads of the whole machine, of which this process may use fewer (`processor.threads`). */
  machineThreads: number;
  sockets: number;
  memoryBytes: number;
  roots: Roots;
  /** Program that answers for NVIDIA's devices; `nvidia-smi`. */
  nvidiaSmi: string;
  visibleDevices: VisibleDevices;
  /** Monotonic clock, s. It stands still while the machine sleeps. */
  now(): number;
  /** Clock that goes on while the machine sleeps, s, to 0.1 s or better: what it gains on `now` was sleep. */
  sinceBoot(): number;
}

/** What the environment says about which of NVIDIA's devices are used; null where it says nothing. */
export interface VisibleDevices {
  /** `CUDA_VISIBLE_DEVICES` */
  cuda: string | null;
  /** `NVIDIA_VISIBLE_DEVICES`, of containers. */
  container: string | null;
  /** `CUDA_DEVICE_ORDER` */
  order: string | null;
}

interface Figures {
  /** File name of the meter, e.g. `rapl`. */
  id: string;
  component: ComponentName;
  /** Which of several alike, by what does not change with the process that looks, e.g. a UUID. */
  device?: string;
  /** Components whose energy is inside this figure, so that they are not added to it. */
  covers?: ComponentName[];
  method: MeasurementMethod;
  boundary: MeasurementBoundary;
  /** 95 % factor of the joules of a long window. */
  factor: number;
  /** The same of a window of so many seconds, where short ones are known less well. */
  factorAt?(seconds: number): number;
  /** Meters whose errors have one cause share it; those errors do not average out over components. */
  biasGroup: string;
  /** The model or instrument and its constants, in words. */
  source: string;
  constants: Record<string, number | string>;
}

/** Joules with bounds: lowJoules ≤ joules ≤ highJoules. */
export interface BoundedJoules {
  joules: number;
  lowJoules: number;
  highJoules: number;
}

/**
 * A sum of joules since the counter was opened, with bounds; the three are equal where every interval was read. None of the three falls, nor
 * does their distance. Two readings make a window by `joulesBetween` (counter-window.ts).
 */
export interface CounterReading extends BoundedJoules {
  /** What the time since the last reading that could be trusted may have added; it is in none of the three sums yet. */
  pending: BoundedJoules;
}

/** What happened to a counter since it was opened. */
export interface CounterHealth<Flag extends string = RecordFlag> {
  reads: number;
  failedReads: number;
  wraps: number;
  resets: number;
  implausible: number;
  /** Time whose joules were filled in from neighbours, s. */
  filledSeconds: number;
  flags: Flag[];
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
  /** Memory that is reserved for the work, bytes; absent where it has the machine's memory in the share of its CPU time. */
  memoryBytes?: number;
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

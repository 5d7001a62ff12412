import type { Processor } from "../hardware/processor.ts";
import type { MeasurementBoundary, MeasurementMethod } from "../measurement.ts";

/** A reading since some fixed moment; two of them make a window. */
export interface Reading {
  /** CPU seconds of the process and its children. */
  cpuSeconds: number;
  /** J, by this meter. */
  joules: number;
}

/** One way to know the joules of a process, opened on this machine. */
export interface OpenMeter {
  method: MeasurementMethod;
  boundary: MeasurementBoundary;
  component: string;
  /** The model or instrument and its constants, in words. */
  source: string;
  /** 95 % factor of the joules of a long window. */
  factor: number;
  /** Step of the clock below, s. */
  tickSeconds: number;
  constants: Record<string, number | string>;
  /** @throws where the source cannot be read: a sensor that fails did not measure 0 */
  read(): Reading;
  /** Share of the process tree whose CPU time the readings so far saw, null where it cannot be known; and what they could not see. */
  seen(): { coverage: number | null; flags: string[] };
}

export interface MeterKind {
  id: string;
  /** The meter, or the reason why this machine has none of this kind. */
  open(processor: Processor, roots: { proc: string }): OpenMeter | { unavailable: string };
}

import type { MeasurementBoundary } from "@joulemark/energy";

/** Types of numbers that networks compute with. */
export const numberTypes = ["float32", "float16", "int8"] as const;
export type NumberType = (typeof numberTypes)[number];

/** A figure, and where it was read, or how it was measured. */
export interface Sourced {
  value: number;
  source: string;
}

/** What a rented machine costs. */
export interface HourlyPrice extends Sourced {
  /** ISO 4217. */
  currency: string;
  /** RFC 3339 date the price was looked up. */
  priceDate: string;
}

/**
 * What a device can do at most, and what a call costs on it whatever it computes: the roofline of Williams, Waterman and Patterson 2009
 * (doi 10.1145/1498765.1498785) with the overhead of launching, which for small networks is nearly all of the time.
 */
export interface HardwareProfile {
  id: string;
  title: { en: string; zh: string };
  kind: "cpu" | "gpu" | "npu";
  /** Most operations per second, a multiply-add being two; null: not computed in this type, or not known. */
  operationsPerSecond: Record<NumberType, Sourced | null>;
  /** Instructions that multiply 8-bit integers faster than floats: VNNI, DP4A, …; null: none, so that int8 gains nothing. */
  int8Instructions: string | null;
  /** Most bytes per second between memory and what computes. */
  bytesPerSecond: Sourced;
  /** What stays beside the arithmetic from call to call; weights and values that fit do not cross the memory's bandwidth. Null: all do. */
  onChipBytes: Sourced | null;
  /** A call that computes nothing, with its inputs and outputs handed over, s. */
  secondsPerCall: Sourced;
  /** Each layer within a call, s. */
  secondsPerLayer: Sourced;
  /** Null: not known. */
  idleWatts: Sourced | null;
  maxWatts: Sourced | null;
  /** What the watts cover: NODE the whole machine, COMPONENT the device alone. */
  powerBoundary: MeasurementBoundary;
  /** Null: not known. */
  pricePerHour: HourlyPrice | null;
}

/** What the device computes in where a network asks for a type: that type where it has it, else float32; null: neither, so it cannot run it. */
export function computedIn({ operationsPerSecond, int8Instructions }: HardwareProfile, asked: NumberType): NumberType | null {
  const has = operationsPerSecond[asked] !== null && (asked !== "int8" || int8Instructions !== null);
  if (has) return asked;
  return operationsPerSecond.float32 === null ? null : "float32";
}

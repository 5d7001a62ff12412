import type { Measurement } from "@joulemark/energy";
import type { Architecture } from "../network/network.ts";
import type { CalibrationError } from "./calibration.ts";
import type { Call, InferenceTime } from "./inference-time.ts";
import { inferenceTime } from "./inference-time.ts";
import type { HardwareProfile, NumberType } from "./profile.ts";

/** What a network's inference would take on a device that it was not measured on: every figure is PROJECTED. */
export interface Projection {
  profile: HardwareProfile;
  batchSize: number;
  /** What the device would compute in. */
  numberType: NumberType;
  /** Of one call, s. */
  callTime: Measurement;
  /** Of 1,000 inferences, J; null: its watts are not known. */
  energyPerThousand: Measurement | null;
  /** Of 1,000 inferences; null: its price is not known. */
  costPerThousand: Measurement | null;
}

const SECONDS_PER_HOUR = 3600;
type Span = Pick<Measurement, "value"> & { low: number; high: number };

/**
 * Projects time, energy and price by roofline, launch overhead and watts. The interval carries forward how far the model was off on the machine that was
 * calibrated, not what is unknown of this device: how well its software uses it.
 * @returns null where the device computes in no type that the network could use
 * @throws EngineError as inferenceTime does
 */
export function projectInference(architecture: Architecture, profile: HardwareProfile, call: Call, error: CalibrationError): Projection | null {
  const time = inferenceTime(architecture, profile, call);
  if (!time) return null;
  const { batchSize } = call;
  const seconds = secondsOf(time, error);
  const energy = joulesOf(time, seconds, profile);
  const { pricePerHour: price } = profile;
  const calls = 1000 / batchSize;
  const said = (basis: string): string => `projected: ${basis} of ${profile.title.en} at batch ${batchSize} in ${time.numberType}; interval from measured / projected of ${error.count} networks on ${error.source}`;
  const measurement = ({ value, low, high }: Span, factor: number, unit: string, basis: string): Measurement => ({
    value: value * factor, unit, interval: { low: low * factor, high: high * factor, level: error.level }, method: "PROJECTED", boundary: unit === "J" ? profile.powerBoundary : null, source: said(basis),
  });
  return {
    profile, batchSize, numberType: time.numberType,
    callTime: measurement(seconds, 1, "s", "roofline and launch overhead"),
    energyPerThousand: energy && measurement(energy, calls, "J", "time, and watts between idle and full load,"),
    costPerThousand: price && measurement(seconds, (calls * price.value) / SECONDS_PER_HOUR, price.currency, `time, and the price per hour of ${price.priceDate},`),
  };
}

/** The model's time times the median of measured / projected where that is above 1: never below the roofline. */
function secondsOf({ seconds }: InferenceTime, { low, median, high }: CalibrationError): Span {
  const value = seconds * Math.max(1, median);
  return { value, low: Math.min(value, seconds * low), high: Math.max(value, seconds * high) };
}

/** Full load while it computes, idle for the rest of the call; at the least idle all the time, at the most full load. Where idle is not known: full load throughout, at the least while it computes. */
function joulesOf({ boundSeconds }: InferenceTime, { value, low, high }: Span, { idleWatts, maxWatts }: HardwareProfile): Span | null {
  if (!maxWatts) return null;
  const full = maxWatts.value;
  if (!idleWatts) return { value: full * value, low: full * Math.min(low, boundSeconds), high: full * high };
  const idle = idleWatts.value;
  return { value: idle * value + (full - idle) * boundSeconds, low: idle * low, high: full * high };
}

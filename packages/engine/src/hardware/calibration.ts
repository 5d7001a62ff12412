import type { Architecture } from "../network/network.ts";
import { networkLabel } from "../network/network.ts";
import { calibrationNetworks } from "./calibration-networks.ts";
import { inferenceTime } from "./inference-time.ts";
import type { HardwareProfile, Sourced } from "./profile.ts";

/** What one call of a network took. */
export interface TimedNetwork {
  label: string;
  batchSize: number;
  seconds: number;
}

/** What was measured on a machine: its roofline and overhead as the engine's backend reaches them, and networks that show how far a projection from them is off. */
export interface Calibration {
  schemaVersion: 1;
  /** RFC 3339 date. */
  date: string;
  processor: string;
  backend: string;
  threads: number;
  /** In float32. */
  operationsPerSecond: number;
  bytesPerSecond: number;
  secondsPerCall: number;
  secondsPerLayer: number;
  /** The networks of `calibrationNetworks`. */
  networks: TimedNetwork[];
}

/** How measured times lie to projected ones: measured / projected. */
export interface CalibrationError {
  low: number;
  median: number;
  high: number;
  /** Chance that one more network of the kind lies between low and high. */
  level: number;
  count: number;
  /** Which machine, backend and day, in words. */
  source: string;
}

const measuredOn = ({ processor, backend, threads, date }: Calibration): string => `${processor}, ${threads} thread${threads === 1 ? "" : "s"}, ${backend}, ${date}`;

/** The profile of the machine that was calibrated. Its watts and price are not known here; int8 was not measured. */
export function localProfile(calibration: Calibration): HardwareProfile {
  const measured = (value: number): Sourced => ({ value, source: `measured: ${measuredOn(calibration)}` });
  return {
    id: "local",
    title: { en: "This machine", zh: "本机" },
    kind: "cpu",
    operationsPerSecond: { float32: measured(calibration.operationsPerSecond), float16: null, int8: null },
    int8Instructions: null,
    bytesPerSecond: measured(calibration.bytesPerSecond),
    onChipBytes: null,
    secondsPerCall: measured(calibration.secondsPerCall),
    secondsPerLayer: measured(calibration.secondsPerLayer),
    idleWatts: null,
    maxWatts: null,
    powerBoundary: "NODE",
    pricePerHour: null,
  };
}

/** Measured / projected of one network on the machine that was calibrated. */
export const errorOf = (calibration: Calibration, architecture: Architecture, { batchSize, seconds }: Pick<TimedNetwork, "batchSize" | "seconds">): number =>
  seconds / inferenceTime(architecture, localProfile(calibration), { numberType: "float32", batchSize })!.seconds;

/**
 * The smallest and the largest of n ratios, between which one more of the kind lies with the chance (n − 1) / (n + 1), whatever their distribution.
 * Source: prediction intervals from order statistics, David and Nagaraja 2003, "Order Statistics", section 7.3.
 */
export function calibrationError(calibration: Calibration): CalibrationError {
  const architectures = new Map(calibrationNetworks.map((network) => [networkLabel(network), network]));
  const ratios = calibration.networks.map((timed) => errorOf(calibration, architectures.get(timed.label)!, timed)).sort((a, b) => a - b);
  const count = ratios.length;
  return { low: ratios[0]!, median: (ratios[(count - 1) >> 1]! + ratios[count >> 1]!) / 2, high: ratios[count - 1]!, level: (count - 1) / (count + 1), count, source: measuredOn(calibration) };
}

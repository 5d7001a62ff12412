import type { Architecture, HardwareProfile, NumberType, Projection, Sourced } from "@joulemark/engine/spec";
import { architectureOfLabel, calibrationError, EngineError, hardwareProfiles, projectInference, recordedCalibration } from "@joulemark/engine/spec";
import { InvalidInput } from "./errors.ts";

/** A figure of a device that its projections rest on, and where it was read. */
export interface FigureSource {
  /** Its name in the profile. */
  figure: string;
  value: number;
  unit: string;
  /** Of a price: the day it was looked up, RFC 3339; null: none is told. */
  date: string | null;
  source: string;
}

export interface ElsewhereDevice {
  profile: HardwareProfile;
  /** What it would compute in; null: it has no type that the network could use. */
  numberType: NumberType | null;
  /** By batch size; empty where it cannot compute the network. */
  projections: Projection[];
  sources: FigureSource[];
}

/** What inference would take on other devices. Projected, never measured: it stands on no board. */
export interface Elsewhere {
  /** Why there is none. */
  reason: "UNKNOWN_LAYERS" | null;
  devices: ElsewhereDevice[];
}

const [MOST_BATCHES, LARGEST_BATCH] = [8, 65_536];

/**
 * Projects the network of a run to every device that has a profile, by its report and the calibration that came with this release.
 * @param report of the run whose model it is
 * @throws InvalidInput for batch sizes that are none
 */
export function elsewhereOf(report: unknown, batchSizes: readonly number[]): Elsewhere {
  if (batchSizes.length < 1 || batchSizes.length > MOST_BATCHES || batchSizes.some((size) => !Number.isInteger(size) || size < 1 || size > LARGEST_BATCH))
    throw new InvalidInput([{ message: `One to ${MOST_BATCHES} batch sizes from 1 to ${LARGEST_BATCH}, not ${batchSizes.join(", ") || "none"}.`, path: ["batchSizes"] }]);
  const { network } = (report ?? {}) as { network?: { label?: string; architecture?: Architecture; numberType?: NumberType } | null };
  const architecture = network?.architecture ?? architectureOfLabel(network?.label ?? ""); // reports of the first release have a label only
  if (!architecture) return { reason: "UNKNOWN_LAYERS", devices: [] };
  try {
    return { reason: null, devices: hardwareProfiles.map((profile) => deviceOf(profile, architecture, network?.numberType ?? "float32", batchSizes)) };
  } catch (error) {
    if (error instanceof EngineError) return { reason: "UNKNOWN_LAYERS", devices: [] }; // of another release of the engine
    throw error;
  }
}

function deviceOf(profile: HardwareProfile, architecture: Architecture, numberType: NumberType, batchSizes: readonly number[]): ElsewhereDevice {
  const error = calibrationError(recordedCalibration);
  const projections = batchSizes.flatMap((batchSize) => projectInference(architecture, profile, { numberType, batchSize }, error) ?? []);
  return { profile, numberType: projections[0]?.numberType ?? null, projections, sources: sourcesOf(profile, projections[0]?.numberType ?? null) };
}

type HourlyPrice = NonNullable<HardwareProfile["pricePerHour"]>;
const units = { operationsPerSecond: "op/s", bytesPerSecond: "B/s", onChipBytes: "B", secondsPerCall: "s", secondsPerLayer: "s", idleWatts: "W", maxWatts: "W" } as const;
const unitOf = (figure: keyof typeof units | "pricePerHour", sourced: Sourced | HourlyPrice): string => (figure === "pricePerHour" ? `${(sourced as HourlyPrice).currency}/h` : units[figure]);

/** Of the figures that the projection rests on. */
function sourcesOf({ operationsPerSecond, bytesPerSecond, onChipBytes, secondsPerCall, secondsPerLayer, idleWatts, maxWatts, pricePerHour }: HardwareProfile, numberType: NumberType | null): FigureSource[] {
  const figures: Record<keyof typeof units | "pricePerHour", Sourced | HourlyPrice | null> = { operationsPerSecond: numberType && operationsPerSecond[numberType], bytesPerSecond, onChipBytes, secondsPerCall, secondsPerLayer, idleWatts, maxWatts, pricePerHour };
  return Object.entries(figures).flatMap(([name, sourced]) => {
    const figure = name as keyof typeof figures;
    return sourced ? [{ figure, value: sourced.value, unit: unitOf(figure, sourced), date: "priceDate" in sourced ? sourced.priceDate : null, source: sourced.source }] : [];
  });
}

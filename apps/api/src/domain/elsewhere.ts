import type { Architecture, HardwareProfile, NumberType, Projection, Sourced } from "@joulemark/engine/spec";
import { architectureOfLabel, calibrationError, EngineError, hardwareProfiles, projectInference, recordedCalibration } from "@joulemark/engine/spec";
import { InvalidInput } from "./errors.ts";

export interface ElsewhereDevice {
  profile: HardwareProfile;
  /** What it would compute in; null: it has no type that the network could use. */
  numberType: NumberType | null;
  /** By batch size; empty where it cannot compute the network. */
  projections: Projection[];
  sources: { figure: string; source: string }[];
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

/** Of the figures that the projection rests on. */
function sourcesOf({ operationsPerSecond, bytesPerSecond, onChipBytes, secondsPerCall, secondsPerLayer, idleWatts, maxWatts, pricePerHour }: HardwareProfile, numberType: NumberType | null): ElsewhereDevice["sources"] {
  const figures: Record<string, Sourced | null> = { operationsPerSecond: numberType && operationsPerSecond[numberType], bytesPerSecond, onChipBytes, secondsPerCall, secondsPerLayer, idleWatts, maxWatts, pricePerHour };
  return Object.entries(figures).flatMap(([figure, sourced]) => (sourced ? [{ figure, source: sourced.source }] : []));
}

import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { readProcessor } from "@joulemark/energy";
import { z } from "zod";
import { openBackend } from "../backend.ts";
import { EngineError } from "../errors.ts";
import { calibrate } from "../hardware/calibrate.ts";
import type { Calibration, CalibrationError } from "../hardware/calibration.ts";
import { calibrationError, localProfile } from "../hardware/calibration.ts";
import { calibrationNetworks } from "../hardware/calibration-networks.ts";
import type { HardwareProfile, Sourced } from "../hardware/profile.ts";
import { hardwareProfiles } from "../hardware/profiles/registry.ts";
import { recordedCalibration } from "../hardware/recorded-calibration.ts";
import { networkLabel } from "../network/network.ts";
import { writeWhole } from "../work-folder.ts";
import { numberText } from "./figure-text.ts";
import { readJsonFile } from "./json-file.ts";

const positive = z.number().positive();
const calibrationSchema = z.object({
  schemaVersion: z.literal(1), date: z.iso.date(), processor: z.string(), backend: z.string(), threads: z.int().min(1),
  operationsPerSecond: positive, bytesPerSecond: positive, secondsPerCall: z.number().min(0), secondsPerLayer: z.number().min(0),
  networks: z.array(z.object({ label: z.string(), batchSize: z.int().min(1), seconds: positive })).min(1),
}) satisfies z.ZodType<Calibration>;

export interface HardwareOptions {
  /** Measure this machine and keep what was found. */
  calibrate: boolean;
  threads: number | null;
  /** Where calibrations are kept. */
  file: string;
}

export interface Hardware {
  /** That of this machine where it was calibrated, else the one that came with the engine. */
  error: CalibrationError;
  calibrated: boolean;
  profiles: HardwareProfile[];
}

/** The devices that inference is projected to. Only `calibrate` measures anything. @throws EngineError INVALID_INPUT where the kept calibration is no such file */
export async function readHardware({ calibrate: asked, threads, file }: HardwareOptions): Promise<Hardware> {
  if (asked) {
    const backend = await openBackend({ threads: threads ?? 1 });
    const calibration = calibrate({ backend, processor: readProcessor().model, date: new Date().toISOString().slice(0, 10), seconds: 1, tell: (message) => console.error(message) });
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, `${JSON.stringify(calibration, null, 1)}\n`);
  }
  const calibrated = existsSync(file);
  const calibration = calibrated ? readCalibration(file) : recordedCalibration;
  return { error: calibrationError(calibration), calibrated, profiles: [...(calibrated ? [localProfile(calibration)] : []), ...hardwareProfiles] };
}

function readCalibration(file: string): Calibration {
  const { success, data } = calibrationSchema.safeParse(readJsonFile(file));
  const known = new Set(calibrationNetworks.map(networkLabel));
  if (!success || data.networks.some(({ label }) => !known.has(label))) throw new EngineError("INVALID_INPUT", `${file} is no calibration of this release: joulemark-engine hardware --calibrate writes it anew.`);
  return data;
}

const shown = (figure: Sourced | null, unit: string, scale: number): string => (figure ? `${numberText(figure.value / scale)} ${unit}` : "not known");

function linesOf({ id, title, kind, operationsPerSecond: peaks, int8Instructions, bytesPerSecond, onChipBytes, secondsPerCall, secondsPerLayer, idleWatts, maxWatts, powerBoundary, pricePerHour }: HardwareProfile): string[] {
  const row = (name: string, figure: Sourced | null, unit: string, scale = 1): string => `  ${name.padEnd(20)}${shown(figure, unit, scale).padEnd(22)}${figure?.source ?? ""}`.trimEnd();
  return [
    `${id}: ${title.en}, ${kind}`,
    row("peak, float32", peaks.float32, "GFLOP/s", 1e9), row("peak, float16", peaks.float16, "GFLOP/s", 1e9), row("peak, int8", peaks.int8, "Gop/s", 1e9),
    `  ${"int8 instructions".padEnd(20)}${int8Instructions ?? "none declared: int8 counts as float32"}`,
    row("memory", bytesPerSecond, "GB/s", 1e9), row("on the chip", onChipBytes, "MB", 1e6),
    row("a call", secondsPerCall, "µs", 1e-6), row("a layer", secondsPerLayer, "µs", 1e-6),
    row(`idle (${powerBoundary})`, idleWatts, "W"), row(`full (${powerBoundary})`, maxWatts, "W"),
    row("an hour", pricePerHour, pricePerHour?.currency ?? ""),
  ];
}

/** The same for a terminal. */
export function hardwareLines({ error: { low, median, high, level, count, source }, calibrated, profiles }: Hardware): string[] {
  return [
    ...profiles.flatMap((profile) => [...linesOf(profile), ""]),
    `measured / projected: ${numberText(low)} … ${numberText(high)}, median ${numberText(median)}; one more lies within with the chance ${level.toFixed(2)} (${count} calls on ${source})`,
    ...(calibrated ? [] : ["This machine was not calibrated: joulemark-engine hardware --calibrate takes about a minute."]),
  ];
}

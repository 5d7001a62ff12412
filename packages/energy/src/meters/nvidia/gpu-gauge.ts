import { flagIf } from "../../record-flags.ts";
import type { GpuDevice } from "./gpu-selection.ts";
import type { SmiSample } from "./nvidia-smi-query.ts";
import type { CounterHealth, CounterReading, RawCounter } from "../open-meter.ts";
import { integratePower } from "../counting/power-integral.ts";
import { countEnergy } from "../counting/energy-counter.ts";

/** Time between two samples of a device. */
export const PERIOD_MS = 100;
/** Without a sample for so long, a device is not answering, s. */
const SILENT_SECONDS = 1;
const STUCK_SECONDS = 10;
const DEFAULT_MAX_WATTS = 1000;
/** Boards pass their limit for moments. */
const TIMES_LIMIT = 1.5;

/** One device's joules from what nvidia-smi prints of it. */
export interface GpuGauge {
  /** @param samples in the order they came; none is a failed reading where the device has been silent for long */
  take(samples: SmiSample[], now: number): void;
  reading(now: number): CounterReading;
  health(): CounterHealth;
  raw(): RawCounter;
}

/** More than a board can take, W. */
export const limitOf = ({ maxWatts }: GpuDevice): number => TIMES_LIMIT * (maxWatts ?? DEFAULT_MAX_WATTS);

/** @param first value of NVML's counter, which never wraps: it falls where the driver was loaded anew */
export function counterGauge(device: GpuDevice, field: string, first: SmiSample, startedAt: number): GpuGauge {
  const limits = { maxRange: Infinity, limitWatts: limitOf(device), slackSeconds: 3 * (PERIOD_MS / 1000), stuckSeconds: STUCK_SECONDS };
  const counter = countEnergy(limits, { microjoules: first.value! * 1e6, at: startedAt });
  let [samples, sampledAt] = [1, startedAt];
  return {
    take(all, at) {
      if (all.length === 0 && at - sampledAt <= SILENT_SECONDS) return;
      const value = all.at(-1)?.value ?? null;
      counter.advance({ microjoules: value === null ? null : value * 1e6, at });
      samples += all.length;
      if (all.length > 0) sampledAt = at;
    },
    reading: counter.reading,
    health: () => ({ ...counter.health(), reads: samples }),
    raw: () => ({ path: `nvidia-smi ${field} of ${device.uuid}`, unit: "mJ", start: first.value! * 1e3, end: counter.last() / 1e3, maxRange: null, wraps: 0 }),
  };
}

/** @param first power at the time the sum begins */
export function powerGauge(device: GpuDevice, field: string, first: SmiSample, startedAt: number): GpuGauge {
  const integral = integratePower(PERIOD_MS / 1000, limitOf(device));
  let [sampledAt, failedReads] = [startedAt, 0];
  integral.add({ at: first.at, watts: first.value! }, 0);
  return {
    take(all, now) {
      if (all.length === 0 && now - sampledAt > SILENT_SECONDS) failedReads += 1;
      for (const { at, value } of all) {
        if (value === null) failedReads += 1;
        else integral.add({ at, watts: value }, now - sampledAt + 1);
      }
      if (all.some(({ value }) => value !== null)) sampledAt = now;
    },
    reading: (now) => integral.reading(now - sampledAt),
    health: () => ({
      reads: integral.samples(), failedReads, wraps: 0, resets: 0, implausible: 0, filledSeconds: integral.gapSeconds(),
      flags: [...integral.flags(), ...flagIf(failedReads > 0, "failed-read")],
    }),
    raw: () => ({ path: `nvidia-smi ${field} of ${device.uuid}`, unit: "W·s", start: 0, end: integral.reading(0).joules, maxRange: null, wraps: 0 }),
  };
}

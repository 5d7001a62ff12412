import type { RecordFlag } from "../../record-flags.ts";
import { NO_JOULES, plusJoules } from "./counter-window.ts";
import type { BoundedJoules, CounterReading } from "../open-meter.ts";

/** Samples further apart are a gap: what happened in between was not seen. */
const GAP_SECONDS = 1;

export interface PowerSample {
  /** Time by the sampling program's own clock, s. */
  at: number;
  watts: number;
}

export interface PowerIntegral {
  /** @param mostSeconds more than this cannot have passed since the sample before */
  add(sample: PowerSample, mostSeconds: number): void;
  /** @param pendingSeconds time since the last sample */
  reading(pendingSeconds: number): CounterReading;
  samples(): number;
  /** Time that was not sampled, s. */
  gapSeconds(): number;
  flags(): RecordFlag[];
}

/**
 * Energy of sampled power by the trapezoid rule. A gap between samples is filled by it, too, and bounded by 0 and `limitWatts`. Where the sampling
 * program's clock was set (it goes back, or ahead of this machine's), two samples count as `stepSeconds` apart, and it is flagged and bounded.
 */
export function integratePower(stepSeconds: number, limitWatts: number): PowerIntegral {
  let sum: BoundedJoules = NO_JOULES;
  let last: PowerSample | null = null;
  let samples = 0;
  let gapSeconds = 0;
  const flags = new Set<RecordFlag>();
  const between = (from: PowerSample, to: PowerSample, mostSeconds: number): BoundedJoules => {
    const told = to.at - from.at;
    const believed = told > 0 && told <= mostSeconds;
    const seconds = believed ? told : stepSeconds;
    const joules = ((from.watts + to.watts) / 2) * seconds;
    if (believed && seconds <= GAP_SECONDS) return { joules, lowJoules: joules, highJoules: joules };
    flags.add(believed ? "sampling-gap" : "clock-jump");
    gapSeconds += seconds;
    return { joules, lowJoules: 0, highJoules: Math.max(joules, limitWatts * (believed ? seconds : mostSeconds)) };
  };
  return {
    add(sample, mostSeconds) {
      samples += 1;
      if (last) sum = plusJoules(sum, between(last, sample, mostSeconds));
      last = sample;
    },
    reading(pendingSeconds) {
      const watts = last?.watts ?? 0;
      return { ...sum, pending: { joules: watts * pendingSeconds, lowJoules: 0, highJoules: Math.max(limitWatts, watts) * pendingSeconds } };
    },
    samples: () => samples,
    gapSeconds: () => gapSeconds,
    flags: () => [...flags],
  };
}

import type { IntensitySlot } from "./signal.ts";
import { SLOT_MS, SLOT_SECONDS } from "./signal.ts";

/** Carbon intensity over a stretch of time, with sums from its beginning, so that any window costs one subtraction. */
export interface Profile {
  slots: IntensitySlot[];
  startMs: number;
  endMs: number;
  /** Integral of intensity from the beginning to that of each slot, and to the end, g/kWh · s. */
  sums: number[];
}

/** A stretch of time, ms since 1970 UTC. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** The slots from the one that holds a moment until the first gap; null where none holds it. */
export function profileFrom(slots: IntensitySlot[], momentMs: number): Profile | null {
  const ordered = [...slots].sort((a, b) => a.startMs - b.startMs);
  const first = ordered.findIndex(({ startMs }) => startMs <= momentMs && momentMs < startMs + SLOT_MS);
  if (first === -1) return null;
  const gap = ordered.findIndex(({ startMs }, index) => index > first && startMs !== ordered[index - 1]!.startMs + SLOT_MS);
  const kept = ordered.slice(first, gap === -1 ? undefined : gap);
  const sums = [0];
  for (const { gramsPerKwh } of kept) sums.push(sums.at(-1)! + gramsPerKwh * SLOT_SECONDS);
  return { slots: kept, startMs: kept[0]!.startMs, endMs: kept[0]!.startMs + kept.length * SLOT_MS, sums };
}

/** The slot of a moment inside the profile; of its end, the last. */
const slotIndex = ({ startMs, slots }: Profile, momentMs: number): number => Math.min(Math.max(Math.floor((momentMs - startMs) / SLOT_MS), 0), slots.length - 1);

/** Integral from the profile's beginning to a moment inside it, g/kWh · s. */
function integralTo(profile: Profile, momentMs: number): number {
  const { startMs, sums, slots } = profile;
  const index = slotIndex(profile, momentMs);
  return sums[index]! + (slots[index]!.gramsPerKwh * (momentMs - startMs - index * SLOT_MS)) / 1000;
}

/** Integral of the intensity over a stretch, g/kWh · s. */
export const integralOver = (profile: Profile, { fromMs, toMs }: Stretch): number => integralTo(profile, toMs) - integralTo(profile, fromMs);

/** Intensity just before a moment, g/kWh. */
export const intensityBefore = (profile: Profile, momentMs: number): number => profile.slots[slotIndex(profile, momentMs - 1)]!.gramsPerKwh;

export const integralOfAll = (profile: Profile, stretches: Stretch[]): number => stretches.reduce((sum, stretch) => sum + integralOver(profile, stretch), 0);

export const secondsOf = (stretches: Stretch[]): number => stretches.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / 1000, 0);

/** Of each slot, the seconds that lie in the stretches. */
export const secondsBySlot = ({ slots }: Profile, stretches: Stretch[]): number[] =>
  slots.map(({ startMs }) => stretches.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, startMs + SLOT_MS) - Math.max(fromMs, startMs)) / 1000, 0));

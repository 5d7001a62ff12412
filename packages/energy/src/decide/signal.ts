import type { GridIntensity, IntensityKind } from "../carbon/grid-intensity.ts";

export const SLOT_SECONDS = 1800;
export const SLOT_MS = SLOT_SECONDS * 1000;

/** Carbon intensity of a half hour. */
export interface IntensitySlot {
  /** Its beginning, ms since 1970 UTC, on a whole half hour. */
  startMs: number;
  /** g CO2e per kWh; 0 or more. */
  gramsPerKwh: number;
  /** It was foretold; false: it is what came. */
  forecast: boolean;
}

/** What a signal says of itself. Average and marginal ones may disagree: whoever decides by one names it. */
export interface SignalName {
  zone: string;
  kind: IntensityKind;
  /** Data set, licence, in words. */
  source: string;
}

/** Half-hourly carbon intensities of a zone, from wherever they come. */
export interface IntensitySignal extends SignalName {
  basis: GridIntensity["basis"];
  licence: string;
  /**
   * Half hours of which some part lies in [from, to), in order and without gaps; fewer where the signal begins later or ends earlier.
   * @throws where the signal cannot be had; whoever only wants to save carbon then runs now
   */
  values(from: Date, to: Date): Promise<IntensitySlot[]>;
}

/** The half hour that a moment lies in; null where the signal has none. */
export const intensityAt = async (signal: IntensitySignal, moment: Date): Promise<IntensitySlot | null> =>
  (await signal.values(moment, new Date(moment.getTime() + 1)))[0] ?? null;

/** Those of `slots` of which some part lies in [from, to). */
export const slotsWithin = (slots: IntensitySlot[], from: Date, to: Date): IntensitySlot[] =>
  slots.filter(({ startMs }) => startMs + SLOT_MS > from.getTime() && startMs < to.getTime());

/** The same as they were known at a moment: a half hour that has not ended can only have been foretold, whatever its publisher calls it. */
export const slotsKnownAt = (slots: IntensitySlot[], moment: Date): IntensitySlot[] =>
  slots.map((slot) => (slot.startMs + SLOT_MS > moment.getTime() ? { ...slot, forecast: true } : slot));

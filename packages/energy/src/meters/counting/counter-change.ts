import type { BoundedJoules } from "../open-meter.ts";

export const MICRO = 1e-6;
/** Smallest range of RAPL's 32-bit counters (unit 2⁻¹⁶ J): without the system's word no wrap comes sooner. */
const SMALLEST_RANGE_MICROJOULES = 2 ** 16 * 1e6;

export interface CounterLimits {
  /** Value the counter wraps at, µJ; null where the system does not say, Infinity where it never wraps. */
  maxRange: number | null;
  /** More than this cannot be true, W. */
  limitWatts: number;
  /** How late a reading may be, s: the counter's own step and what passes between clock and file. */
  slackSeconds: number;
  /** A counter that did not move for so long is not trusted, s. */
  stuckSeconds: number;
}

/** A counter that was read. */
export interface Point {
  microjoules: number;
  at: number;
}

export interface Change extends BoundedJoules {
  seconds: number;
  wraps: number;
  ambiguous: boolean;
}

/**
 * What a counter went up by, or null where that cannot be. Where it may have wrapped unseen, as often as the power expected of it makes likely.
 * @param expectedWatts power of the interval before; null: not known
 */
export function changeBetween(from: Point, to: Point, { maxRange, limitWatts, slackSeconds }: CounterLimits, expectedWatts: number | null): Change | null {
  const seconds = to.at - from.at;
  const limit = (limitWatts * (seconds + slackSeconds)) / MICRO;
  const fell = to.microjoules < from.microjoules;
  if (fell && (maxRange === null || from.microjoules > maxRange)) return null;
  const least = to.microjoules - from.microjoules + (fell ? maxRange! : 0);
  if (least > limit) return null;
  const unseen = Math.floor((limit - least) / (maxRange ?? SMALLEST_RANGE_MICROJOULES));
  const wraps = fell ? 1 : 0;
  if (unseen === 0) return { joules: least * MICRO, lowJoules: least * MICRO, highJoules: least * MICRO, seconds, wraps, ambiguous: false };
  const expected = Math.max(0, expectedWatts === null ? 0 : (expectedWatts * seconds) / MICRO - least);
  const further = maxRange === null ? 0 : Math.min(unseen, Math.round(expected / maxRange));
  const microjoules = maxRange === null ? Math.min(limit, least + expected) : least + further * maxRange;
  const most = maxRange === null ? limit : least + unseen * maxRange;
  return { joules: microjoules * MICRO, lowJoules: least * MICRO, highJoules: most * MICRO, seconds, wraps: wraps + further, ambiguous: true };
}

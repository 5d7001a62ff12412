import type { BoundedJoules, CounterReading } from "../open-meter.ts";

export const NO_JOULES: BoundedJoules = { joules: 0, lowJoules: 0, highJoules: 0 };

/** Sum of parts that are bounded each. */
export const plusJoules = (a: BoundedJoules, b: BoundedJoules): BoundedJoules => ({
  joules: a.joules + b.joules,
  lowJoules: a.lowJoules + b.lowJoules,
  highJoules: a.highJoules + b.highJoules,
});

/**
 * Energy of the window between two readings of one counter, J, 0 ≤ lowJoules ≤ joules ≤ highJoules. What was pending when the window began is
 * taken off what was found out later; what is pending at its end is added.
 */
export function joulesBetween(start: CounterReading, end: CounterReading): BoundedJoules {
  const lowJoules = Math.max(0, end.lowJoules - start.lowJoules + end.pending.lowJoules - start.pending.highJoules);
  const highJoules = Math.max(lowJoules, end.highJoules - start.highJoules + end.pending.highJoules - start.pending.lowJoules);
  const joules = end.joules - start.joules + end.pending.joules - start.pending.joules;
  return { joules: Math.min(highJoules, Math.max(lowJoules, joules)), lowJoules, highJoules };
}

import type { Profile, Stretch } from "./profile.ts";
import { integralOver } from "./profile.ts";

/** Differences of intensity below this share are noise of arithmetic: the earlier start wins. */
const NOISE = 1e-9;

/**
 * The cleanest window in one piece; of equally clean ones the earliest. Intensity is constant within a slot, so the best start is one at which the window begins or ends on
 * a slot's edge, or the first or last that is allowed: 2n + 2 candidates, each a subtraction of sums.
 * @param seconds length of the window, s
 * @param earliestMs, latestMs bounds of its start; the window must lie in the profile at the earliest
 */
export function cleanestWindow(profile: Profile, seconds: number, earliestMs: number, latestMs: number): Stretch {
  const lengthMs = seconds * 1000;
  const last = Math.min(latestMs, profile.endMs - lengthMs);
  const edges = [...profile.slots.map(({ startMs }) => startMs), profile.endMs];
  const starts = [earliestMs, ...edges, ...edges.map((edge) => edge - lengthMs), last].filter((start) => start >= earliestMs && start <= Math.max(earliestMs, last)).sort((a, b) => a - b);
  let best = { fromMs: earliestMs, toMs: earliestMs + lengthMs };
  let least = integralOver(profile, best);
  for (const fromMs of starts) {
    const window = { fromMs, toMs: fromMs + lengthMs };
    const sum = integralOver(profile, window);
    if (sum < least * (1 - NOISE)) [best, least] = [window, sum];
  }
  return best;
}

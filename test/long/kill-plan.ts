export interface Kill {
  /** After the kill before it, or the beginning. */
  waitMs: number;
  victim: "worker" | "engine";
  /** Which of those alive then, from 0 up to but not 1. */
  choice: number;
}

/**
 * Kills at random moments, the same for the same seed, until so many seconds are over.
 * @param meanWaitSeconds between two of them; each wait lies within half and one and a half of it
 */
export function killPlan(seed: number, seconds: number, meanWaitSeconds: number): Kill[] {
  const random = randomNumbers(seed);
  const plan: Kill[] = [];
  for (let leftMs = seconds * 1000; ; ) {
    const kill: Kill = { waitMs: meanWaitSeconds * 1000 * (0.5 + random()), victim: random() < 0.5 ? "worker" : "engine", choice: random() };
    leftMs -= kill.waitMs;
    if (leftMs < 0) return plan;
    plan.push(kill);
  }
}

/** Numbers from 0 up to but not 1. Source: mulberry32 of Tommy Ettinger, public domain. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

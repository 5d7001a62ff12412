import { describe, expect, test } from "@jest/globals";
import { coverageOf, quantities, recordedRuns, some, split, totalsHeld } from "./test-runs.ts";
import { keyOf } from "./work.ts";

const runs = recordedRuns();
const SPLITS = 20;
const halves = Array.from({ length: SPLITS }, (_, seed) => split(runs, seed + 1));
const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const coverages = halves.map(([history, heldOut]) => coverageOf(history, heldOut));

test("the recorded set has at least 400 runs, of which half are held out, and no work on both sides", () => {
  expect(runs.length).toBeGreaterThanOrEqual(400);
  for (const [history, heldOut] of halves) {
    expect(Math.abs(history.length - heldOut.length)).toBeLessThan(0.15 * runs.length);
    const known = new Set(history.map(({ work }) => keyOf(work)));
    expect(heldOut.some(({ work }) => known.has(keyOf(work)))).toBe(false);
  }
});

describe.each(quantities)("of %s", (quantity) => {
  test("80 % intervals hold 75 to 85 % of the runs that were held out", () => {
    const share = meanOf(coverages.map((coverage) => coverage[quantity].share));
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(0.85);
  });
  test("half of the runs lie below the median, and it is not off by more than a tenth on the whole", () => {
    expect(Math.abs(meanOf(coverages.map((coverage) => coverage[quantity].below)) - 0.5)).toBeLessThan(0.05);
    if (quantity !== "duration") expect(Math.abs(Math.log(meanOf(coverages.map((coverage) => coverage[quantity].bias))))).toBeLessThan(0.1); // how long runs took has a long tail
  });
  test("intervals of half the width, or of twice, would be found out", () => {
    const [narrow, wide] = [0.5, 2].map((widen) => meanOf(halves.slice(0, 5).map(([history, heldOut]) => coverageOf(history, heldOut, widen)[quantity].share)));
    expect(narrow).toBeLessThan(0.75);
    expect(wide).toBeGreaterThan(0.85);
  });
});

test("from few runs the intervals are wide enough as well: 1, 3, 9 and 20 runs cover at least 70 %", () => {
  for (const count of [1, 3, 9, 20]) {
    const shares = halves.map(([history, heldOut]) => coverageOf(some(history, count), heldOut));
    for (const quantity of ["energy", "duration"] as const) expect(meanOf(shares.map((share) => share[quantity].share))).toBeGreaterThan(0.7);
  }
});

test.each(["energy", "duration"] as const)("the total %s of all seeds of one work, none of which was seen, lies in its interval in most cases", (quantity) => {
  const held = totalsHeld(runs, quantity);
  expect(held.length).toBeGreaterThanOrEqual(15);
  expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.6);
});

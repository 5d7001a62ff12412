import { expect, test } from "@jest/globals";
import { calibrate } from "./calibrate.ts";
import { learn } from "./learnt.ts";
import { energyPrior } from "./prior.ts";
import { madeRuns, uniform } from "./test-machines.ts";
import { keyOf } from "./work.ts";
import type { Observation } from "./work-model.ts";

const observed = (count: number, seed = 1): Observation[] => madeRuns(count, { seed }).map(({ work, energyJoules }) => ({ work, value: energyJoules! }));
const predict = () => ({ logMedian: 0, logDeviation: 1 });

test("a run is judged by a model that has seen no run of the same work", () => {
  const repeated = [...observed(40), ...observed(40), ...observed(40)];
  let judged = 0;
  calibrate(repeated, (seen) => {
    const known = new Set(seen.map(({ work }) => keyOf(work)));
    return ({ work }) => {
      judged += 1;
      expect(known.has(keyOf(work))).toBe(false);
      return predict();
    };
  });
  expect(judged).toBe(120);
});
test("below thirty runs, or fifteen kinds of work, the quantiles are Student's: wider than normal, the wider the fewer", () => {
  const never = () => {
    throw new Error("Nothing is to be held out.");
  };
  const ofOne = Array.from({ length: 100 }, () => observed(1)[0]!);
  expect(calibrate(ofOne, never)).toEqual({ low: -calibrate(ofOne, never).high, middle: 0, high: calibrate(ofOne, never).high });
  const highs = [0, 5, 29].map((count) => calibrate(observed(count), never).high);
  expect(highs.toSorted((a, b) => b - a)).toEqual(highs);
  expect(highs[0]).toBeCloseTo(1.533, 2); // Student's t at 0.9 with 4 degrees of freedom
  expect(highs.at(-1)).toBeGreaterThan(1.2816);
});
test("errors of another form than the model's, skewed and with long tails, are covered all the same", () => {
  const skewed = (count: number, seed: number): Observation[] => {
    const random = uniform(seed + 100);
    return observed(count, seed).map(({ work, value }) => ({ work, value: value * Math.exp(0.15 * (-Math.log(random()) + Math.log(random()) / 4)) }));
  };
  const shares = [1, 2, 3, 4, 5].map((round) => {
    const seen = learn(skewed(300, 2 * round), energyPrior("cpu/unknown/1"));
    const places = skewed(1000, 2 * round + 1).map(({ work, value }) => ({ value, ...seen.foretell(work, 1, 0).one }));
    const share = (is: (place: (typeof places)[number]) => boolean): number => places.filter(is).length / places.length;
    return { inside: share(({ value, low, high }) => value >= low && value <= high), below: share(({ value, median }) => value < median) };
  });
  const meanOf = (of: "inside" | "below"): number => shares.reduce((sum, share) => sum + share[of], 0) / shares.length;
  expect(Math.abs(meanOf("inside") - 0.8)).toBeLessThan(0.03);
  expect(Math.abs(meanOf("below") - 0.5)).toBeLessThan(0.05);
});

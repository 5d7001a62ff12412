import { expect, test } from "@jest/globals";
import { learningRateAt } from "./objective.ts";

test("a constant rate stays", () => expect(learningRateAt(0.1, { type: "constant" }, 7, 10)).toBe(0.1));
test("an exponential rate is multiplied by the decay rate every so many steps, smoothly or in stairs", () => {
  expect(learningRateAt(0.1, { type: "exponential", decayRate: 0.5, decaySteps: 4 }, 6, 10)).toBeCloseTo(0.1 * 0.5 ** 1.5, 12);
  expect(learningRateAt(0.1, { type: "exponential", decayRate: 0.5, decaySteps: 4, staircase: true }, 6, 10)).toBe(0.05);
});
test("a cosine rate warms up in a line from 0, then falls to alpha at the end, and stays there", () => {
  const at = (step: number): number => learningRateAt(0.2, { type: "cosine", warmupSteps: 10, alpha: 0.1 }, step, 110);
  expect([0, 5, 10, 60, 110, 500].map((step) => Number(at(step).toFixed(10)))).toEqual([0, 0.1, 0.2, 0.11, 0.02, 0.02]);
});
test("a piecewise rate changes after each boundary", () => {
  const at = (step: number): number => learningRateAt(1, { type: "piecewise", boundaries: [3, 5], factors: [0.1, 0.01] }, step, 10);
  expect([0, 3, 4, 5, 6].map(at)).toEqual([1, 1, 0.1, 0.1, 0.01]);
});

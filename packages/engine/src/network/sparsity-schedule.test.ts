import { expect, test } from "@jest/globals";
import { atOnce, sparsityBefore, stepsUntilChoice } from "./sparsity-schedule.ts";

const cubic = { initialSparsity: 0.2, finalSparsity: 0.8, power: 3, beginStep: 10, endStep: 45, frequency: 10 };

test("a cubic schedule begins at its first share, rises ever more slowly, and is at its last share in its last step, which no frequency need meet", () => {
  const chosen = Array.from({ length: 60 }, (_, step) => [step, sparsityBefore(step, cubic)] as const).filter(([, sparsity]) => sparsity !== null);
  expect(chosen.map(([step]) => step)).toEqual([10, 20, 30, 40, 45]);
  expect(chosen[0]![1]).toBeCloseTo(0.2, 12);
  expect(chosen[1]![1]).toBeCloseTo(0.8 - 0.6 * (25 / 35) ** 3, 12);
  expect(chosen[4]![1]).toBe(0.8);
  const rises = chosen.slice(1).map(([step, sparsity], k) => (sparsity! - chosen[k]![1]!) / (step - chosen[k]![0]));
  expect(rises).toEqual(rises.toSorted((a, b) => b - a));
});
test("the steps between two choices lead from each choice exactly to the next", () => {
  const chosen: number[] = [];
  for (let step = 0; step < 100; step += Math.min(7, stepsUntilChoice(step, cubic))) if (sparsityBefore(step, cubic) !== null) chosen.push(step);
  expect(chosen).toEqual([10, 20, 30, 40, 45]);
});
test("at once is before the first step, and never again", () => {
  expect([0, 1, 2, 500].map((step) => sparsityBefore(step, atOnce(0.6)))).toEqual([0.6, null, null, null]);
  expect(stepsUntilChoice(0, atOnce(0.6))).toBe(Infinity);
});

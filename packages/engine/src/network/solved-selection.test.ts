import { expect, test } from "@jest/globals";
import { randomOf } from "../random.ts";
import { selectionLoss } from "./channel-qubo.ts";
import { quboEnergy } from "./qubo.ts";
import { solvedSelection } from "./solved-selection.ts";

const settings = { redundancyWeight: 1, reads: 4, sweeps: 100 };
/** Pairs of channels that do the same, less and less sensitive. */
function pairs(size: number) {
  const similarity = Float64Array.from({ length: size ** 2 }, (_, at) => (Math.floor(Math.floor(at / size) / 2) === Math.floor((at % size) / 2) ? 1 : 0));
  return { sensitivity: Float64Array.from({ length: size }, (_, i) => 1 - i / (2 * size)), similarity };
}
const solve = (size: number, count: number) => solvedSelection(pairs(size), count, settings, randomOf("solved", size));

test("one of each pair stays, where sensitivity alone keeps both of half of the pairs", () => {
  const { solution, loss, greedyLoss, isLeast, qubo } = solve(8, 4);
  expect(Array.from(solution.chosen)).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
  expect(loss).toBeCloseTo(selectionLoss(pairs(8), 1, solution.chosen), 12);
  expect(quboEnergy(qubo, solution.chosen)).toBeCloseTo(loss, 9);
  expect(greedyLoss).toBeGreaterThan(loss);
  expect(isLeast).toBe(true);
});

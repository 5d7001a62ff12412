import { expect, test } from "@jest/globals";
import { permutation, randomOf } from "./random.ts";

const take = (count: number, ...parts: (string | number)[]): number[] => {
  const random = randomOf(...parts);
  return Array.from({ length: count }, random);
};

test("equal names give equal numbers, other names others", () => {
  expect(take(5, 1, "a")).toEqual(take(5, 1, "a"));
  expect(take(5, 1, "a")).not.toEqual(take(5, 1, "b"));
  expect(take(5, 1, 23)).not.toEqual(take(5, 12, 3));
});
test("the numbers are the same in every version and on every machine: published splits depend on it", () => {
  expect(Array.from(permutation(randomOf("task", "digits", "split", 1), 8))).toEqual([2,6,0,1,3,5,4,7]);
});
test("the numbers are uniform in [0, 1)", () => {
  const numbers = take(100_000, "uniform");
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  const bins = new Array<number>(20).fill(0);
  for (const number of numbers) bins[Math.floor(number * 20)]! += 1;
  const chiSquared = bins.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
  expect(chiSquared).toBeLessThan(43.8); // 0.1 % of a χ² with 19 degrees of freedom lies beyond
});
test("a permutation has every index once", () => {
  expect(Array.from(permutation(randomOf("p"), 1000)).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

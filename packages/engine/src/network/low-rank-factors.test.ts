import { describe, expect, test } from "@jest/globals";
import { atOnce } from "./in-turns.ts";
import { randomOf } from "../random.ts";
import { relativeDifference } from "../test-networks.ts";
import { decompose, rankOfShare } from "./low-rank-factors.ts";

function product(left: Float32Array, right: Float32Array, rows: number, rank: number, columns: number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += left[Math.floor(i / columns) * rank + k]! * right[k * columns + (i % columns)]!;
    return sum;
  });
}
const matrix = (rows: number, columns: number): Float32Array => {
  const random = randomOf("matrix", rows, columns);
  return Float32Array.from({ length: rows * columns }, () => random() - 0.3);
};
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => Math.hypot(...Array.from(a, (value, i) => value - b[i]!));

describe.each([[1, 1], [2, 2], [7, 4], [4, 7], [30, 30], [81, 40], [12, 90]])("a matrix %d × %d", (rows, columns) => {
  const values = matrix(rows, columns);
  const least = Math.min(rows, columns);
  const { singularValues, factors } = atOnce(decompose(values, rows, columns));
  test("has falling singular values, whose squares sum to those of its values", () => {
    expect(Array.from(singularValues)).toEqual(Array.from(singularValues).toSorted((a, b) => b - a));
    expect(singularValues.length).toBe(least);
    expect(Math.hypot(...singularValues) / Math.hypot(...values)).toBeCloseTo(1, 10);
  });
  test("is what its factors of full rank multiply to", () => {
    const { left, right } = atOnce(factors(least));
    expect(relativeDifference(product(left, right, rows, least, columns), values)).toBeLessThan(1e-6);
  });
  test("differs from its factors of every lower rank by the root of the squares that are left out", () => {
    for (let rank = 1; rank < least; rank += Math.ceil(least / 7)) {
      const { left, right } = atOnce(factors(rank));
      expect(distance(product(left, right, rows, rank, columns), values) / Math.hypot(...singularValues.slice(rank))).toBeCloseTo(1, 5);
    }
  });
});

test("of a matrix whose values are known, they are found: a diagonal, a product of rank 1, nothing at all", () => {
  expect(Array.from(atOnce(decompose([3, 0, 0, 0, -5, 0, 0, 0, 1], 3, 3)).singularValues).map((value) => Number(value.toFixed(9)))).toEqual([5, 3, 1]);
  const outer = Float32Array.from({ length: 12 }, (_, i) => (Math.floor(i / 3) + 1) * ((i % 3) - 1));
  const { singularValues, factors } = atOnce(decompose(outer, 4, 3));
  expect(singularValues[0]).toBeCloseTo(Math.sqrt(30 * 2), 6);
  expect(singularValues[1]! / singularValues[0]!).toBeLessThan(1e-6);
  for (const rank of [1, 3]) expect(distance(product(atOnce(factors(rank)).left, atOnce(factors(rank)).right, 4, rank, 3), outer)).toBeLessThan(1e-5);
  const nothing = atOnce(atOnce(decompose(new Float32Array(6), 2, 3)).factors(2));
  expect(Math.hypot(...product(nothing.left, nothing.right, 2, 2, 3))).toBe(0);
});
test("the rank of a share is the least that holds it", () => {
  const values = Float64Array.of(3, 2, 1); // squares 9, 4, 1 of 14
  expect([0.1, 9 / 14, 0.65, 13 / 14, 0.95, 1].map((share) => rankOfShare(values, share))).toEqual([1, 1, 2, 2, 3, 3]);
});

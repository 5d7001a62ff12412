import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { randomOf } from "../random.ts";
import type { Qubo } from "./qubo.ts";
import { largestFlip, quboEnergy, withExactCount } from "./qubo.ts";
import { bruteForce } from "./qubo-solvers.ts";

function randomQubo(size: number, seed: number): Qubo {
  const random = randomOf("qubo", seed);
  const quadratic = new Float64Array(size ** 2);
  for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) quadratic[i * size + j] = quadratic[j * size + i] = 2 * random() - 1;
  return { size, offset: random(), linear: Float64Array.from({ length: size }, () => 2 * random() - 1), quadratic };
}
const ofSize = fc.record({ size: fc.integer({ min: 1, max: 9 }), seed: fc.nat(1000) });

test("the energy is what one counts by hand", () => {
  const qubo: Qubo = { size: 3, offset: 10, linear: Float64Array.of(1, 2, 4), quadratic: Float64Array.of(0, 0.5, 0.25, 0.5, 0, -8, 0.25, -8, 0) };
  expect([[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]].map((chosen) => quboEnergy(qubo, chosen))).toEqual([10, 11, 13.5, 10 + 7 + 0.75 - 8]);
});
test("no single change of a variable changes the energy by more than the largest flip", () => {
  fc.assert(fc.property(ofSize, fc.nat(511), (of, number) => {
    const qubo = randomQubo(of.size, of.seed);
    const chosen = Uint8Array.from({ length: of.size }, (_, i) => (number >>> i) & 1);
    for (let i = 0; i < of.size; i++) expect(Math.abs(quboEnergy(qubo, chosen) - quboEnergy(qubo, chosen.with(i, 1 - chosen[i]!)))).toBeLessThanOrEqual(largestFlip(qubo) + 1e-9);
  }));
});
test("with the penalty the energy of any choice is its own plus penalty · (ones − count)²", () => {
  fc.assert(fc.property(ofSize, fc.nat(511), fc.nat(9), (of, number, wanted) => {
    const [free, count] = [randomQubo(of.size, of.seed), Math.min(wanted, of.size)];
    const { qubo, penalty } = withExactCount(free, count);
    const chosen = Uint8Array.from({ length: of.size }, (_, i) => (number >>> i) & 1);
    const ones = chosen.reduce((a, b) => a + b, 0);
    expect(quboEnergy(qubo, chosen)).toBeCloseTo(quboEnergy(free, chosen) + penalty * (ones - count) ** 2, 8);
  }));
});
test("what is least of all choices has exactly as many ones as asked for", () => {
  fc.assert(fc.property(ofSize, fc.nat(9), (of, wanted) => {
    const count = Math.min(wanted, of.size);
    const { chosen } = bruteForce(withExactCount(randomQubo(of.size, of.seed), count).qubo);
    expect(chosen.reduce((a, b) => a + b, 0)).toBe(count);
  }));
});

import { expect, test } from "@jest/globals";
import { randomOf } from "../random.ts";
import type { ChannelFacts } from "./channel-qubo.ts";
import { selectionQubo } from "./channel-qubo.ts";
import { quboEnergy, withExactCount } from "./qubo.ts";
import { anneal, bruteForce } from "./qubo-solvers.ts";

/** Channels in families that do nearly the same. */
function facts(size: number, seed: number): ChannelFacts {
  const random = randomOf("facts", seed);
  const family = Array.from({ length: size }, () => Math.floor(random() * Math.max(2, size / 3)));
  const similarity = new Float64Array(size ** 2);
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) similarity[i * size + j] = similarity[j * size + i] = i === j ? 1 : family[i] === family[j] ? 0.8 + 0.2 * random() : 0.3 * random();
  return { sensitivity: Float64Array.from({ length: size }, () => random() ** 3), similarity };
}
const first = (size: number, count: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => Number(i < count));

test("annealing finds what brute force finds, for every number of variables up to 16 and every weight of likeness", () => {
  for (let size = 1; size <= 16; size++)
    for (const [seed, weight] of [[1, 1], [2, 0.2], [3, 20]] as const) {
      const count = Math.max(1, Math.round(size / 2));
      const { qubo } = withExactCount(selectionQubo(facts(size, seed), weight, count), count);
      const { chosen, energy } = anneal(qubo, { start: first(size, count), reads: 8, sweeps: 200, random: randomOf("anneal", size) });
      expect([size, seed, energy]).toEqual([size, seed, expect.closeTo(bruteForce(qubo).energy, 9)]);
      expect(energy).toBe(quboEnergy(qubo, chosen));
    }
});
test("it is never worse than where it began, keeps the number of ones, and follows its random stream", () => {
  const { qubo } = withExactCount(selectionQubo(facts(60, 4), 1, 25), 25);
  const start = first(60, 25);
  const of = (seed: number, sweeps: number) => anneal(qubo, { start, reads: 2, sweeps, random: randomOf(seed) });
  expect(of(1, 1).energy).toBeLessThanOrEqual(quboEnergy(qubo, start));
  expect(of(1, 100).energy).toBeLessThan(quboEnergy(qubo, start));
  expect(of(1, 100).chosen.reduce((a, b) => a + b, 0)).toBe(25);
  expect(of(1, 100)).toEqual(of(1, 100));
});
test("where all or none are to be chosen there is nothing to anneal", () => {
  for (const count of [0, 5]) {
    const { qubo } = withExactCount({ size: 5, offset: 0, linear: Float64Array.of(1, -2, 3, -4, 5), quadratic: new Float64Array(25) }, count);
    expect(anneal(qubo, { start: first(5, count), reads: 3, sweeps: 10, random: randomOf(1) }).chosen).toEqual(first(5, count));
  }
});

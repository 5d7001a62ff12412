import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { randomOf } from "../random.ts";
import { selectionLoss, selectionQubo } from "./channel-qubo.ts";
import { quboEnergy, withExactCount } from "./qubo.ts";

test("the loss of a choice is what one counts by hand", () => {
  const facts = { sensitivity: [2, 4, 1], similarity: [1, 0.5, 0.1, 0.5, 1, 0.3, 0.1, 0.3, 1] };
  expect(selectionLoss(facts, 3, [1, 1, 0])).toBeCloseTo(-(0.5 + 1) / 2 + 3 * 0.5, 12);
  expect(selectionLoss(facts, 3, [1, 1, 1])).toBeCloseTo(-(0.5 + 1 + 0.25) / 3 + (3 * 0.9) / 3, 12);
  expect(selectionLoss(facts, 3, [0, 1, 0])).toBe(-1);
});
test("the QUBO's energy of any choice of the right number is that loss, with the penalty and without", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(1000), fc.double({ min: 0, max: 5, noNaN: true }), (size, seed, weight) => {
    const random = randomOf("facts", seed);
    const similarity = new Float64Array(size ** 2).fill(1);
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) similarity[i * size + j] = similarity[j * size + i] = random();
    const facts = { sensitivity: Float64Array.from({ length: size }, random), similarity };
    const kept = Uint8Array.from({ length: size }, () => Number(random() < 0.5)).with(Math.floor(random() * size), 1);
    const count = kept.reduce((a, b) => a + b, 0);
    const free = selectionQubo(facts, weight, count);
    for (const qubo of [free, withExactCount(free, count).qubo]) expect(quboEnergy(qubo, kept)).toBeCloseTo(selectionLoss(facts, weight, kept), 8);
  }));
});
test("channels that nothing feels are all the same", () => {
  expect(selectionLoss({ sensitivity: [0, 0], similarity: [1, 0, 0, 1] }, 1, [1, 0])).toBeCloseTo(0, 12);
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { largestPlaces } from "./largest-places.ts";

/** By sorting all of them. */
const sorted = (vector: Float32Array, k: number): number[] => [...vector.keys()].toSorted((a, b) => Math.abs(vector[b]!) - Math.abs(vector[a]!) || a - b).slice(0, k).toSorted((a, b) => a - b);
const numbers = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, 2, 1e-45, -1e-45), fc.float({ min: 1, max: Math.fround(1.001), noNaN: true }));

test("the places are those that sorting gives, of equal sizes the first ones", () => {
  fc.assert(fc.property(fc.array(numbers, { minLength: 1, maxLength: 200 }), fc.nat(), (values, nat) => {
    const vector = Float32Array.from(values);
    const k = 1 + (nat % vector.length);
    expect([...largestPlaces(vector, k)]).toEqual(sorted(vector, k));
  }), { numRuns: 500 });
});

test("also of a view, of many values, and where one is no number", () => {
  const many = Float32Array.from({ length: 50_000 }, (_, i) => Math.sin(i) * 10 ** -(i % 7));
  expect([...largestPlaces(many.subarray(3), 5_000)]).toEqual(sorted(many.subarray(3), 5_000));
  expect([...largestPlaces(Float32Array.of(1, NaN, Infinity, 2), 3)]).toEqual([1, 2, 3]);
});

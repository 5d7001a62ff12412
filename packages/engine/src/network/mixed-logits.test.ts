import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { mixedLogits } from "./mixed-logits.ts";

const softmax = (row: number[], temperature: number): number[] => {
  const powers = row.map((value) => Math.exp((value - Math.max(...row)) / temperature));
  return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
};
const rows = fc.array(fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 });
const teachersOf = fc.array(fc.record({ rows, weight: fc.double({ min: 0.1, max: 9, noNaN: true }) }), { minLength: 1, maxLength: 4 });
const given = (all: { rows: number[][]; weight: number }[]) => all.map(({ rows: some, weight }) => ({ logits: Float32Array.from(some.flat()), weight }));

test("logits: the weighted mean of each", () => {
  const teachers = [{ logits: Float32Array.of(1, 2, 3, 4), weight: 1 }, { logits: Float32Array.of(5, 2, -1, 0), weight: 3 }];
  expect(mixedLogits(teachers, "logits", 4, 2)).toEqual(Float32Array.of(4, 2, 0, 1));
});
test("probabilities: softened by the temperature they are the weighted mean of the teachers' softened ones", () => {
  fc.assert(fc.property(teachersOf, fc.double({ min: 0.5, max: 20, noNaN: true }), (all, temperature) => {
    const mixed = mixedLogits(given(all), "probabilities", temperature, 3);
    const total = all.reduce((sum, { weight }) => sum + weight, 0);
    for (const k of [0, 1]) {
      const told = softmax(Array.from(mixed.slice(3 * k, 3 * k + 3)), temperature);
      const mean = [0, 1, 2].map((c) => all.reduce((sum, teacher) => sum + (teacher.weight / total) * softmax(teacher.rows[k]!, temperature)[c]!, 0));
      told.forEach((value, c) => expect(value).toBeCloseTo(mean[c]!, 5));
    }
  }));
});
test("one teacher, or several that say the same, are that teacher: the logits' mean exactly, the probabilities' up to a constant a row", () => {
  const logits = Float32Array.of(3, -1, 0.5);
  const twice = [{ logits, weight: 2 }, { logits, weight: 5 }];
  mixedLogits(twice, "logits", 4, 3).forEach((value, c) => expect(value).toBeCloseTo(logits[c]!, 6));
  const mixed = mixedLogits(twice, "probabilities", 4, 3);
  expect(mixed[0]! - mixed[1]!).toBeCloseTo(4, 5);
});
test("a class that no teacher finds possible has a finite logit", () => {
  expect(mixedLogits([{ logits: Float32Array.of(0, 1e5), weight: 1 }], "probabilities", 1, 2).every(Number.isFinite)).toBe(true);
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { magnitudeMasks } from "./magnitude-masks.ts";

const element = { inputs: 1, outputs: 1 };
const zeros = (mask: Uint8Array): number => mask.filter((value) => value === 0).length;
const kernel = (shape: number[], values: number[]) => ({ shape, values: Float32Array.from(values) });
const local = { keys: ["k"], block: element, scope: "local" } as const;

test("a share of 0 masks nothing", () => {
  expect(zeros(magnitudeMasks({ k: kernel([2, 2], [0, 1, 2, 3]) }, local, 0)["k"]!)).toBe(0);
});
test("the smallest magnitudes go, whatever their sign; of equal ones the first", () => {
  expect(magnitudeMasks({ k: kernel([2, 3], [-5, 0.1, 2, -0.1, 2, 2]) }, local, 0.5)["k"]).toEqual(Uint8Array.of(1, 0, 0, 0, 1, 1));
});
test("one weight of a kernel stays, however large the share", () => {
  expect(magnitudeMasks({ k: kernel([2, 2], [1, 4, 2, 3]) }, local, 1)["k"]).toEqual(Uint8Array.of(0, 1, 0, 0));
});
test("locally each kernel loses the share, globally the smallest of all go", () => {
  const weights = { a: kernel([2, 2], [1, 2, 3, 4]), b: kernel([2, 2], [10, 20, 30, 40]) };
  const masks = (scope: "local" | "global") => magnitudeMasks(weights, { keys: ["a", "b"], block: element, scope }, 0.5);
  expect(Object.values(masks("local")).map(zeros)).toEqual([2, 2]);
  expect(Object.values(masks("global")).map(zeros)).toEqual([3, 1]); // one of a stays
});
test("blocks go as a whole, by their mean magnitude; a convolution's inputs are its window and channels together", () => {
  const masks = magnitudeMasks({ k: kernel([2, 2, 1, 2], [1, 9, 1, 9, 5, 0, 5, 0]) }, { ...local, block: { inputs: 2, outputs: 1 } }, 0.5);
  expect(masks["k"]).toEqual(Uint8Array.of(0, 1, 0, 1, 1, 0, 1, 0));
});
test("what is gone already stays so and counts, whatever is asked for then: less, or blocks", () => {
  const scattered = Uint8Array.of(0, 1, 1, 0, 1, 1, 0, 1);
  const weights = { k: kernel([8, 1], [0, 5, 6, 0, 1, 2, 0, 9]) };
  expect(magnitudeMasks(weights, local, 0.25, { k: scattered })["k"]).toEqual(scattered);
  expect(magnitudeMasks(weights, local, 0.5, { k: scattered })["k"]).toEqual(Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 1));
  const blocks = magnitudeMasks(weights, { ...local, block: { inputs: 2, outputs: 1 } }, 0.6, { k: scattered })["k"]!; // two more: the block of 1 and 2
  expect(blocks).toEqual(Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 1));
});
test("of blocks too, those at an edge among them, a rising share only adds, and meets the share within half a block", () => {
  fc.assert(fc.property(fc.array(fc.float({ noNaN: true, min: -8, max: 8 }), { minLength: 21, maxLength: 21 }), fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 0.8, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (numbers, inputs, less, more) => {
    const weights = { k: kernel([7, 3], numbers) };
    const plan = { ...local, block: { inputs, outputs: 2 } };
    const share = less + (0.8 - less) * more;
    const first = magnitudeMasks(weights, plan, less)["k"]!;
    const second = magnitudeMasks({ k: kernel([7, 3], numbers.map((value, i) => value * first[i]!)) }, plan, share, { k: first })["k"]!;
    first.forEach((value, i) => value === 0 && expect(second[i]).toBe(0));
    expect(Math.abs(zeros(second) - share * 21)).toBeLessThanOrEqual(inputs + 1e-9);
  }));
});
test("blocks at an edge are smaller, and count as what they are", () => {
  const masks = magnitudeMasks({ k: kernel([3, 1], [5, 5, 1]) }, { ...local, block: { inputs: 2, outputs: 1 } }, 0.33);
  expect(masks["k"]).toEqual(Uint8Array.of(1, 1, 0));
});

test("of any kernel, the share is met within half a weight, nothing larger goes than what stays, and a rising share only adds", () => {
  const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -8, max: 8 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 0.9, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (numbers, less, more) => {
      const weights = { k: kernel([numbers.length, 1], numbers) };
      const first = magnitudeMasks(weights, local, less)["k"]!;
      const expected = Math.min(less * numbers.length, numbers.length - 1);
      expect(Math.abs(zeros(first) - expected)).toBeLessThanOrEqual(0.5 + 1e-9);
      const [gone, kept] = [0, 1].map((kind) => numbers.filter((_, i) => first[i] === kind).map(Math.abs));
      expect(Math.max(0, ...gone!)).toBeLessThanOrEqual(Math.min(...kept!));
      const moved = { k: kernel([numbers.length, 1], numbers.map((value, i) => (first[i] === 0 ? 0 : value * ((i % 3) - 1)))) }; // some that stayed are 0 now
      const second = magnitudeMasks(moved, local, less + (1 - less) * more, { k: first })["k"]!;
      first.forEach((value, i) => value === 0 && expect(second[i]).toBe(0));
    }),
  );
});

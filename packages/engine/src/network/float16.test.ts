import { expect, test } from "@jest/globals";
import { fromFloat16, toFloat16 } from "./float16.ts";

test("known values have the bits that IEEE 754 gives them", () => {
  expect([...toFloat16(Float32Array.of(1, -2, 65504, 2 ** -14, 2 ** -24, 0.1, 1 / 3, 65520, -Infinity))]).toEqual([0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x2e66, 0x3555, 0x7c00, 0xfc00]);
});
test("a value in the middle goes to the even neighbour", () => {
  expect([...fromFloat16(toFloat16(Float32Array.of(2049, 2051, 2 ** -25, 3 * 2 ** -25)))]).toEqual([2048, 2052, 0, 2 ** -23]);
});
test("each of the 63,490 finite values and infinities is its own rounding", () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((value) => (value & 0x7fff) <= 0x7c00);
  expect(toFloat16(fromFloat16(bits))).toEqual(bits);
});

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
test("between any two neighbours the middle goes to the even one, and the next float32 on either side to the nearer one", () => {
  const whole = (magnitude: number): number => new Int32Array(fromFloat16(Uint16Array.of(magnitude)).buffer)[0]!;
  for (const sign of [0, 0x8000]) {
    const floats: number[] = [];
    const expected: number[] = [];
    for (let low = 0; low < 0x7c00; low++) {
      const middle = low === 0x7bff ? new Int32Array(Float32Array.of(65_520).buffer)[0]! : new Int32Array(Float32Array.of((fromFloat16(Uint16Array.of(low))[0]! + fromFloat16(Uint16Array.of(low + 1))[0]!) / 2).buffer)[0]!;
      floats.push(whole(low), middle - 1, middle, middle + 1);
      expected.push(low, low, low % 2 === 0 ? low : low + 1, low + 1);
    }
    const bits = Int32Array.from(floats, (bit) => (sign ? bit | 0x80000000 : bit));
    const given = toFloat16(new Float32Array(bits.buffer));
    expect(expected.findIndex((bit, i) => given[i] !== (sign | bit))).toBe(-1);
  }
});
test("what is no number stays none, and what is far too small or large becomes 0 or infinite", () => {
  expect([...toFloat16(Float32Array.of(NaN, 1e-45, -1e-45, 2 ** -26, 3.4e38, -3.4e38))].map((bits) => bits & 0x7fff)).toEqual([0x7e00, 0, 0, 0, 0x7c00, 0x7c00]);
  expect(fromFloat16(Uint16Array.of(0x7e00, 0x8000))).toEqual(Float32Array.of(NaN, -0));
});

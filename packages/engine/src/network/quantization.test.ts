import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { randomOf } from "../random.ts";
import { activationRange, integersFor } from "./activation-range.ts";
import { integersOf, roundHalfEven, storedValues, valuesOf } from "./quantization.ts";

const floats = fc.float32Array({ minLength: 1, maxLength: 60, noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
const scaleOf = (values: Float32Array): number => Math.fround(Math.max(...values.map(Math.abs)) / 127) || 1;

describe("8-bit weights", () => {
  test("are within half a scale of the values, keep 0 exact, and are their own rounding", () => {
    fc.assert(
      fc.property(floats, (values) => {
        const scales = [scaleOf(values)];
        const again = valuesOf(integersOf(values, scales), scales);
        values.forEach((value, i) => expect(Math.abs(again[i]! - value)).toBeLessThanOrEqual(scales[0]! * 0.5001));
        values.forEach((value, i) => (value === 0 ? expect(again[i]).toBe(0) : undefined));
        expect(integersOf(again, scales)).toEqual(integersOf(values, scales));
      }),
    );
  });
  test("of a scale a channel are no further off in any channel than with one for all", () => {
    const values = Float32Array.from({ length: 90 }, (_, i) => Math.sin(i) * 10 ** (i % 3));
    const [one, each] = [[scaleOf(values)], [0, 1, 2].map((c) => scaleOf(values.filter((_, i) => i % 3 === c)))];
    const worst = (scales: number[], c: number): number => Math.max(...valuesOf(integersOf(values, scales), scales).map((value, i) => (i % 3 === c ? Math.abs(value - values[i]!) : 0)));
    for (const c of [0, 1, 2]) expect(worst(each, c)).toBeLessThanOrEqual(worst(one, c) + 1e-6);
    expect(worst(each, 0)).toBeLessThan(worst(one, 0) / 5);
  });
  test("saturate beyond the scale, and halves go to the even integer", () => {
    expect([...integersOf(Float32Array.of(1000, -1000), [1])]).toEqual([127, -127]);
    expect([0.5, 1.5, 2.5, -0.5, -1.5].map(roundHalfEven).map((value) => value + 0)).toEqual([0, 2, 2, 0, -2]);
  });
  test("that something has changed since are refused by the weight's key", () => {
    expect(() => storedValues("a/kernel", Float32Array.of(0.5, 0.26), { type: "int8", scales: [0.25] })).toThrow(/Weight a\/kernel was changed/);
  });
});

describe("a range of activations", () => {
  test("gives scale and zero point as ONNX Runtime's compute_scale_zp does", () => {
    expect(integersFor({ low: -1, high: 2.7 }, "uint8")).toEqual({ scale: Math.fround(Math.fround(Math.fround(2.7) + 1) / 255), zeroPoint: 69 });
    expect(integersFor({ low: -1, high: 2.7 }, "int8").zeroPoint).toBe(-59);
    expect(integersFor({ low: 0.5, high: 2.55 }, "uint8")).toEqual({ scale: Math.fround(Math.fround(2.55) / 255), zeroPoint: 0 });
    expect(integersFor({ low: 0, high: 0 }, "uint8")).toEqual({ scale: 1, zeroPoint: 0 });
  });
  test("keeps 0 exact and all that was seen within half a scale", () => {
    fc.assert(
      fc.property(floats, fc.constantFrom("uint8", "int8"), (values, type) => {
        const { scale, zeroPoint } = activationRange(values, { method: "minmax" }, type);
        const [least, most] = type === "uint8" ? [0, 255] : [-128, 127];
        expect(zeroPoint >= least && zeroPoint <= most).toBe(true);
        for (const value of values) {
          const integer = Math.max(least, Math.min(most, roundHalfEven(value / scale) + zeroPoint));
          expect(Math.abs((integer - zeroPoint) * scale - value)).toBeLessThanOrEqual(scale * 1.01);
        }
      }),
    );
  });
  const random = randomOf("bell");
  const bell = Float32Array.from({ length: 20_000 }, (_, i) => (i < 3 ? 30 : Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())));
  test("of a percentile leaves the same share out on both sides", () => {
    const { scale } = activationRange(Float32Array.from({ length: 1001 }, (_, i) => i - 500), { method: "percentile", percentile: 90 }, "uint8");
    expect(scale * 255).toBeCloseTo(900, 3);
  });
  test("by entropy or a percentile is narrower than all that was seen where a few values are far out", () => {
    const [all, middle, entropy] = (["minmax", "percentile", "entropy"] as const).map((method) => activationRange(bell, method === "percentile" ? { method, percentile: 99 } : { method }, "uint8").scale);
    expect(middle).toBeLessThan(all! / 2);
    expect(entropy).toBeLessThan(all! / 2);
  });
  test("by entropy is all of a bell without outliers, and of one whose lower half is 0", () => {
    const even = bell.slice(3);
    for (const values of [even, even.map((value) => Math.max(0, value))]) {
      const [all, entropy] = (["minmax", "entropy"] as const).map((method) => activationRange(values, { method }, "uint8").scale);
      expect(entropy! / all!).toBeGreaterThan(0.8);
    }
  });
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { integratePower } from "./power-integral.ts";

/** Samples [s, W] whose times are believed. */
function integrated(samples: [at: number, watts: number][], mostSeconds = 60) {
  const integral = integratePower(0.1, 450);
  for (const [at, watts] of samples) integral.add({ at, watts }, mostSeconds);
  return { ...integral.reading(0), flags: integral.flags(), gapSeconds: integral.gapSeconds() };
}

test("a ramp is the area of its trapezoid", () => expect(integrated([[0, 0], [0.5, 100], [1, 200]])).toMatchObject({ joules: 100, lowJoules: 100, highJoules: 100, flags: [] }));
test("a gap is filled, bounded and said", () => {
  expect(integrated([[0, 100], [10, 100]])).toMatchObject({ joules: 1000, lowJoules: 0, highJoules: 4500, flags: ["sampling-gap"], gapSeconds: 10 });
});
test.each([["forward, as in spring", 3600], ["back, as in autumn", -3600]])("a clock that is set %s makes no phantom", (_, jump) => {
  const { joules, lowJoules, highJoules, flags } = integrated([[0, 100], [0.1, 100], [jump + 0.2, 100]], 1.1);
  expect(joules).toBeCloseTo(20, 9);
  expect(lowJoules).toBeCloseTo(10, 9);
  expect(highJoules).toBeCloseTo(10 + 450 * 1.1, 9);
  expect(flags).toEqual(["clock-jump"]);
});
test("time since the last sample is pending at its power", () => {
  const integral = integratePower(0.1, 450);
  integral.add({ at: 0, watts: 200 }, 0);
  expect(integral.reading(2).pending).toEqual({ joules: 400, lowJoules: 0, highJoules: 900 });
});
test("energy is never negative nor falls, and lies between its bounds, whatever is printed", () => {
  const samples = fc.array(fc.record({ at: fc.double({ min: -1e4, max: 1e4, noNaN: true }), watts: fc.double({ min: 0, max: 2000, noNaN: true }) }), { maxLength: 30 });
  fc.assert(
    fc.property(samples, (all) => {
      const integral = integratePower(0.1, 450);
      let before = integral.reading(0);
      return all.every((sample) => {
        integral.add(sample, 5);
        const now = integral.reading(0);
        const held = 0 <= now.lowJoules && now.lowJoules <= now.joules && now.joules <= now.highJoules && now.joules >= before.joules;
        before = now;
        return held;
      });
    }),
  );
});

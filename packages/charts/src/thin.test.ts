import { expect, test } from "@jest/globals";
import { thin } from "./thin.ts";

const wave = Array.from({ length: 5000 }, (_, step) => ({ step, value: Math.sin(step / 40) }));

test("a short series stays as it is", () => {
  expect(thin(wave.slice(0, 10), 10)).toEqual(wave.slice(0, 10));
});
test("a long series keeps at most the number asked for, in order, with its ends", () => {
  const kept = thin(wave, 400);
  expect(kept.length).toBeLessThanOrEqual(400);
  expect(kept.map((reading) => reading.step)).toEqual([...kept.map((reading) => reading.step)].sort((a, b) => a - b));
  expect([kept[0]?.step, kept.at(-1)?.step]).toEqual([0, 4999]);
});
test("a single spike survives", () => {
  const spiked = wave.map((reading) => (reading.step === 2345 ? { ...reading, value: 99 } : reading));
  expect(thin(spiked, 100).some((reading) => reading.value === 99)).toBe(true);
});

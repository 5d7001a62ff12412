import { expect, test } from "@jest/globals";
import { wattsOf } from "./watts.ts";

const at = (seconds: number): string => new Date(1_700_000_000_000 + seconds * 1000).toISOString();
const reading = (seconds: number, energyJoules: number) => ({ at: at(seconds), kind: "PROGRESS", values: [{ name: "energyJoules", value: energyJoules }] });

test("power is the joules between two readings over the seconds between them", () => {
  expect(wattsOf([reading(0, 0), reading(2, 50), reading(4, 60)])).toEqual([[{ step: 2, value: 25 }, { step: 4, value: 5 }]]);
});
test("an attempt that goes on from a checkpoint is a curve of its own, and nothing is computed across the gap", () => {
  expect(wattsOf([reading(0, 0), reading(10, 100), reading(60, 80), reading(70, 180)])).toEqual([[{ step: 10, value: 10 }], [{ step: 70, value: 10 }]]);
});
test("readings closer than a window are taken together", () => {
  const dense = Array.from({ length: 601 }, (_, k) => reading(k / 10, k));
  const [segment] = wattsOf(dense);
  expect(segment!.length).toBeLessThanOrEqual(40);
  for (const { value } of segment!) expect(value).toBeCloseTo(10, 3);
});
test("without two readings there is no power", () => {
  expect(wattsOf([])).toEqual([]);
  expect(wattsOf([reading(0, 5), { at: at(1), kind: "CHECKPOINT", values: [{ name: "energyJoules", value: 9 }] }])).toEqual([]);
});

import { expect, test } from "@jest/globals";
import { localProfile } from "./calibration.ts";
import { computedIn, numberTypes } from "./profile.ts";
import type { Sourced } from "./profile.ts";
import { hardwareProfiles } from "./profiles/registry.ts";
import { recordedCalibration } from "./recorded-calibration.ts";

const all = [...hardwareProfiles, localProfile(recordedCalibration)];

test("there is a processor, a graphics card and an accelerator beside this machine, each with its own id", () => {
  expect(new Set(hardwareProfiles.map(({ kind }) => kind))).toEqual(new Set(["cpu", "gpu", "npu"]));
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});
test.each(all.map((profile) => [profile.id, profile] as const))("%s: every figure is a number from 0 with its source, and peaks and bandwidth are above 0", (_id, profile) => {
  const { operationsPerSecond, bytesPerSecond, onChipBytes, secondsPerCall, secondsPerLayer, idleWatts, maxWatts, pricePerHour } = profile;
  const peaks = Object.values(operationsPerSecond).filter((peak) => peak !== null);
  const figures: (Sourced | null)[] = [...peaks, bytesPerSecond, onChipBytes, secondsPerCall, secondsPerLayer, idleWatts, maxWatts, pricePerHour];
  for (const figure of figures) if (figure) expect([figure.source.length > 10, Number.isFinite(figure.value) && figure.value >= 0]).toEqual([true, true]);
  expect(peaks.length).toBeGreaterThan(0);
  for (const { value } of [...peaks, bytesPerSecond]) expect(value).toBeGreaterThan(0);
  if (idleWatts && maxWatts) expect(idleWatts.value).toBeLessThan(maxWatts.value);
  if (pricePerHour) expect([pricePerHour.currency, pricePerHour.priceDate]).toEqual([expect.stringMatching(/^[A-Z]{3}$/), expect.stringMatching(/^\d{4}-\d\d-\d\d$/)]);
});
test.each(all.map((profile) => [profile.id, profile] as const))("%s: a peak of int8 is given exactly where its instructions are named", (_id, { operationsPerSecond, int8Instructions }) => {
  expect(operationsPerSecond.int8 !== null).toBe(int8Instructions !== null);
});
test("a type that a device does not have is computed as float32, and where it has neither it cannot run", () => {
  const by = new Map(all.map((profile) => [profile.id, profile]));
  expect(numberTypes.map((type) => computedIn(by.get("amd-epyc-7742")!, type))).toEqual(["float32", "float32", "float32"]);
  expect(numberTypes.map((type) => computedIn(by.get("intel-xeon-8280")!, type))).toEqual(["float32", "float32", "int8"]);
  expect(numberTypes.map((type) => computedIn(by.get("nvidia-t4")!, type))).toEqual(["float32", "float16", "int8"]);
  expect(numberTypes.map((type) => computedIn(by.get("coral-edge-tpu")!, type))).toEqual([null, null, "int8"]);
});

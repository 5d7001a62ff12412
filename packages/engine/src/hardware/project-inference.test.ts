import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { calibrationError } from "./calibration.ts";
import type { CalibrationError } from "./calibration.ts";
import { calibrationNetworks } from "./calibration-networks.ts";
import { inferenceTime } from "./inference-time.ts";
import { numberTypes } from "./profile.ts";
import type { HardwareProfile } from "./profile.ts";
import { hardwareProfiles } from "./profiles/registry.ts";
import { projectInference } from "./project-inference.ts";
import { recordedCalibration } from "./recorded-calibration.ts";
import { heldOut } from "./test-held-out.ts";

const error = calibrationError(recordedCalibration);
const profileOf = (id: string): HardwareProfile => hardwareProfiles.find((profile) => profile.id === id)!;
const networks = [...calibrationNetworks, ...Object.values(heldOut)];

test("every figure says PROJECTED, holds its value in its interval at the calibration's level, and is not below the roofline", () => {
  fc.assert(fc.property(fc.constantFrom(...hardwareProfiles), fc.constantFrom(...networks), fc.constantFrom(...numberTypes), fc.integer({ min: 1, max: 2048 }), (profile, network, numberType, batchSize) => {
    const projection = projectInference(network, profile, { numberType, batchSize }, error);
    const time = inferenceTime(network, profile, { numberType, batchSize });
    if (!projection || !time) return expect([projection, time]).toEqual([null, null]);
    expect(projection.callTime.value).toBeGreaterThanOrEqual(time.boundSeconds);
    for (const figure of [projection.callTime, projection.energyPerThousand, projection.costPerThousand]) {
      if (!figure) continue;
      expect([figure.method, figure.interval!.level]).toEqual(["PROJECTED", 0.95]);
      expect(figure.interval!.low).toBeLessThanOrEqual(figure.value);
      expect(figure.interval!.high).toBeGreaterThanOrEqual(figure.value);
      expect(figure.interval!.low).toBeGreaterThan(0);
    }
  }));
});
test("the interval is as wide as the calibration's error", () => {
  const call = { numberType: "float32", batchSize: 32 } as const;
  const { seconds } = inferenceTime(heldOut.wide, profileOf("nvidia-t4"), call)!;
  const of = (change: Partial<CalibrationError>) => projectInference(heldOut.wide, profileOf("nvidia-t4"), call, { ...error, ...change })!.callTime;
  expect(of({ low: 0.5, median: 1.25, high: 4 })).toMatchObject({ value: expect.closeTo(1.25 * seconds, 12), interval: { low: expect.closeTo(0.5 * seconds, 12), high: expect.closeTo(4 * seconds, 12) } });
  // A machine that was faster than its roofline says nothing of another's: the value stays at the model's.
  expect(of({ low: 0.5, median: 0.75, high: 0.9 })).toMatchObject({ value: expect.closeTo(seconds, 12), interval: { low: expect.closeTo(0.5 * seconds, 12), high: expect.closeTo(seconds, 12) } });
});
test("energy is full load's while it computes and idle's for the rest, which for a small network is nearly all", () => {
  const t4 = profileOf("nvidia-t4");
  const { callTime, energyPerThousand } = projectInference(heldOut.small, t4, { numberType: "float32", batchSize: 1 }, error)!;
  const { boundSeconds } = inferenceTime(heldOut.small, t4, { numberType: "float32", batchSize: 1 })!;
  expect(energyPerThousand!.value).toBeCloseTo((27 * callTime.value + (70 - 27) * boundSeconds) * 1000, 9);
  expect(energyPerThousand!.value / (27 * callTime.value * 1000)).toBeLessThan(1.01);
  expect(energyPerThousand!.interval).toMatchObject({ low: expect.closeTo(27 * callTime.interval!.low * 1000, 6), high: expect.closeTo(70 * callTime.interval!.high * 1000, 6) });
  expect(energyPerThousand!.boundary).toBe("COMPONENT");
  expect(projectInference(heldOut.small, profileOf("amd-epyc-7742"), { numberType: "float32", batchSize: 1 }, error)!.energyPerThousand!.boundary).toBe("NODE");
});
test("where idle watts are not known energy is that of full load, at the least while it computes", () => {
  const [coral, call] = [profileOf("coral-edge-tpu"), { numberType: "int8", batchSize: 1 } as const];
  const { callTime, energyPerThousand } = projectInference(heldOut.wide, coral, call, error)!;
  expect(energyPerThousand!.value).toBeCloseTo(2 * callTime.value * 1000, 9);
  expect(energyPerThousand!.interval!.low).toBeCloseTo(2 * inferenceTime(heldOut.wide, coral, call)!.boundSeconds * 1000, 9);
});
test("cost is the hour's price for the time, and null where no price is known; so is energy where no watts are", () => {
  const { callTime, costPerThousand } = projectInference(heldOut.wide, profileOf("nvidia-t4"), { numberType: "float32", batchSize: 250 }, error)!;
  expect(costPerThousand).toMatchObject({ unit: "USD", value: expect.closeTo((4 * callTime.value * 0.526) / 3600, 15), boundary: null, source: expect.stringContaining("2026-11-29") as unknown });
  expect(projectInference(heldOut.wide, profileOf("amd-epyc-7742"), { numberType: "float32", batchSize: 250 }, error)!.costPerThousand).toBeNull();
  expect(projectInference(heldOut.wide, { ...profileOf("nvidia-t4"), maxWatts: null }, { numberType: "float32", batchSize: 250 }, error)!.energyPerThousand).toBeNull();
});
test("what a device cannot compute is not projected", () => {
  expect(projectInference(heldOut.small, profileOf("coral-edge-tpu"), { numberType: "float32", batchSize: 1 }, error)).toBeNull();
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { EngineError } from "../errors.ts";
import { multiplyAdds } from "../network/network.ts";
import { localProfile } from "./calibration.ts";
import { calibrationNetworks } from "./calibration-networks.ts";
import { inferenceTime } from "./inference-time.ts";
import type { HardwareProfile, NumberType } from "./profile.ts";
import { computedIn, numberTypes } from "./profile.ts";
import { hardwareProfiles } from "./profiles/registry.ts";
import { recordedCalibration } from "./recorded-calibration.ts";
import { heldOut } from "./test-held-out.ts";

const profiles = [...hardwareProfiles, localProfile(recordedCalibration)];
const networks = [...calibrationNetworks, ...Object.values(heldOut)];
const anyCase = { profile: fc.constantFrom(...profiles), network: fc.constantFrom(...networks), numberType: fc.constantFrom(...numberTypes), batchSize: fc.integer({ min: 1, max: 4096 }) };

const faster = (profile: HardwareProfile, { peak = 1, bandwidth = 1 }: { peak?: number; bandwidth?: number }): HardwareProfile => {
  const by = <Figure extends { value: number } | null>(figure: Figure, factor: number): Figure => (figure ? { ...figure, value: figure.value * factor } : figure);
  const { float32, float16, int8 } = profile.operationsPerSecond;
  return { ...profile, operationsPerSecond: { float32: by(float32, peak), float16: by(float16, peak), int8: by(int8, peak) }, bytesPerSecond: by(profile.bytesPerSecond, bandwidth) };
};

test("no projected time is below the roofline of the whole network, whatever the device, type and batch", () => {
  fc.assert(fc.property(fc.record(anyCase), ({ profile, network, numberType, batchSize }) => {
    const time = inferenceTime(network, profile, { numberType, batchSize });
    if (!time) return expect(computedIn(profile, numberType)).toBeNull();
    const arithmetic = (2 * batchSize * multiplyAdds(network)) / profile.operationsPerSecond[time.numberType]!.value;
    expect(time.boundSeconds).toBeGreaterThanOrEqual(arithmetic * (1 - 1e-9));
    expect(time.seconds).toBeGreaterThanOrEqual(time.boundSeconds + profile.secondsPerCall.value);
  }));
});
test("a higher peak or a wider memory never makes a call longer", () => {
  fc.assert(fc.property(fc.record({ ...anyCase, peak: fc.double({ min: 1, max: 100, noNaN: true }), bandwidth: fc.double({ min: 1, max: 100, noNaN: true }) }), ({ profile, network, numberType, batchSize, peak, bandwidth }) => {
    const call = { numberType, batchSize };
    const before = inferenceTime(network, profile, call)?.seconds ?? 0;
    const after = inferenceTime(network, faster(profile, { peak, bandwidth }), call)?.seconds ?? 0;
    expect(after).toBeLessThanOrEqual(before * (1 + 1e-12));
  }));
});
test("int8 is no faster than float32 where no instruction is declared, and no slower where one is", () => {
  fc.assert(fc.property(fc.record(anyCase), ({ profile, network, batchSize }) => {
    const seconds = (numberType: NumberType): number | undefined => inferenceTime(network, profile, { numberType, batchSize })?.seconds;
    const [float32, int8] = [seconds("float32"), seconds("int8")];
    if (profile.int8Instructions === null) expect(int8).toBe(float32);
    else if (float32 !== undefined) expect(int8).toBeLessThanOrEqual(float32);
  }));
});
test("more examples never make a call shorter, and by hand: 64-32-10 at batch 2 is two layers at the memory's bandwidth and two launches", () => {
  const profile: HardwareProfile = { ...localProfile(recordedCalibration), bytesPerSecond: { value: 1e6, source: "a test" }, secondsPerCall: { value: 3, source: "a test" }, secondsPerLayer: { value: 5, source: "a test" } };
  const bytes = 4 * (64 * 32 + 32 + 2 * (64 + 32) + 32 * 10 + 10 + 2 * (32 + 10));
  expect(inferenceTime(heldOut.small, profile, { numberType: "float32", batchSize: 2 })).toEqual({ seconds: expect.closeTo(bytes / 1e6 + 3 + 2 * 5, 9), boundSeconds: expect.closeTo(bytes / 1e6, 9), numberType: "float32" });
  fc.assert(fc.property(fc.record({ ...anyCase, more: fc.integer({ min: 0, max: 100 }) }), ({ profile: any, network, numberType, batchSize, more }) => {
    if (any.onChipBytes) return; // what no longer fits begins to cross the memory's bandwidth: still longer, see below
    expect(inferenceTime(network, any, { numberType, batchSize: batchSize + more })?.seconds ?? 0).toBeGreaterThanOrEqual(inferenceTime(network, any, { numberType, batchSize })?.seconds ?? 0);
  }));
});
test("what stays on the chip does not cross the memory's bandwidth; what no longer fits does", () => {
  const coral = hardwareProfiles.find(({ id }) => id === "coral-edge-tpu")!;
  const bound = (batchSize: number): number => inferenceTime(heldOut.small, coral, { numberType: "int8", batchSize })!.boundSeconds * coral.bytesPerSecond.value;
  expect(bound(1)).toBeCloseTo(64 + 10, 6); // inputs and outputs, a byte each
  expect(bound(1_000_000)).toBeCloseTo(1_000_000 * (64 + 32 + 32 + 10) + 64 * 32 + 32 + 320 + 10, 0);
});
test("an embedding stays on the chip only where its whole table does, however few rows a call looks up", () => {
  const coral = hardwareProfiles.find(({ id }) => id === "coral-edge-tpu")!;
  const ofEntries = (entries: number): number => {
    const [words, ...others] = heldOut.tokens.layers;
    const { boundSeconds } = inferenceTime({ ...heldOut.tokens, layers: [{ ...words!, config: { ...words!.config, input_dim: entries } }, ...others] }, coral, { numberType: "int8", batchSize: 1 })!;
    return boundSeconds * coral.bytesPerSecond.value;
  };
  expect(ofEntries(200_000)).toBeLessThan(40 + 4 + 1); // 6.4 of 8 MB: inputs and outputs, and less than a byte's time of arithmetic
  expect(ofEntries(300_000)).toBeGreaterThan(2 * 40 * 32); // 9.6 MB: rows are read, and written
});
test.each([0, -1, 1.5, NaN])("a batch of %p is refused by name", (batchSize) => {
  expect(() => inferenceTime(heldOut.small, profiles[0]!, { numberType: "float32", batchSize })).toThrow(new EngineError("INVALID_INPUT", `batchSize must be a whole number from 1, not ${batchSize}.`));
});

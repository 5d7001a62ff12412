import { expect, test } from "@jest/globals";
import { networkLabel } from "../network/network.ts";
import type { Calibration } from "./calibration.ts";
import { calibrationError, errorOf, localProfile } from "./calibration.ts";
import { calibrationBatches, calibrationNetworks } from "./calibration-networks.ts";
import { inferenceTime } from "./inference-time.ts";
import { recordedCalibration } from "./recorded-calibration.ts";
import { heldOut } from "./test-held-out.ts";

/** Seconds that calls of networks took which the calibration has not seen, on the same machine and day, right after it. */
const heldOutSeconds: [network: keyof typeof heldOut, batchSize: number, seconds: number][] = [
  ["small", 1, 0.000038175], ["small", 32, 0.000042366], ["small", 256, 0.000054142],
  ["wide", 1, 0.000090252], ["wide", 32, 0.000238326], ["wide", 256, 0.001409154],
  ["shortcut", 1, 0.00010205], ["shortcut", 32, 0.000519014], ["shortcut", 256, 0.003610742],
  ["tokens", 1, 0.000052405], ["tokens", 32, 0.00005927], ["tokens", 256, 0.000183384],
];

test("each network of the calibration has its own label and was timed once at each batch size", () => {
  const labels = calibrationNetworks.map(networkLabel);
  expect(new Set(labels).size).toBe(labels.length);
  expect(recordedCalibration.networks.map(({ label, batchSize }) => `${label} ${batchSize}`)).toEqual(labels.flatMap((label) => calibrationBatches.map((batchSize) => `${label} ${batchSize}`)));
});
test("the recorded machine's error: 39 ratios hold one more with the chance 38/40", () => {
  expect(calibrationError(recordedCalibration)).toMatchObject({ count: 39, level: 0.95, low: expect.closeTo(0.578, 3) as unknown, median: expect.closeTo(1.075, 3) as unknown, high: expect.closeTo(3.169, 3) as unknown });
});
test("of twelve calls of networks that were not calibrated on, eleven took a time within the interval, as one of 95 % lets expect", () => {
  const { low, high } = calibrationError(recordedCalibration);
  const outside = heldOutSeconds.filter(([name, batchSize, seconds]) => {
    const ratio = errorOf(recordedCalibration, heldOut[name], { batchSize, seconds });
    return ratio < low || ratio > high;
  });
  expect(outside.map(([name, batchSize]) => [name, batchSize])).toEqual([["tokens", 256]]); // its values stay in the cache, which the model does not know
});
test("a machine that takes exactly the projected times has no error, and one that takes three times as long has that", () => {
  const exact = (factor: number): Calibration => ({
    ...recordedCalibration,
    networks: calibrationNetworks.flatMap((network) => calibrationBatches.map((batchSize) => ({ label: networkLabel(network), batchSize, seconds: factor * inferenceTime(network, localProfile(recordedCalibration), { numberType: "float32", batchSize })!.seconds }))),
  });
  for (const factor of [1, 3]) expect(calibrationError(exact(factor))).toMatchObject({ low: expect.closeTo(factor, 9) as unknown, median: expect.closeTo(factor, 9) as unknown, high: expect.closeTo(factor, 9) as unknown });
});
test("the source names machine, threads, backend and day", () => {
  expect(calibrationError(recordedCalibration).source).toBe("Intel(R) Xeon(R) Processor, 1 thread, tfjs-node 4.22.0, libtensorflow 2.21.0, oneDNN, 2026-11-29");
});

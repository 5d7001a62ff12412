import { expect, test } from "@jest/globals";
import { openBackend } from "../../packages/engine/src/backend.ts";
import { calibrate, timeNetwork } from "../../packages/engine/src/hardware/calibrate.ts";
import { calibrationError, errorOf } from "../../packages/engine/src/hardware/calibration.ts";
import { heldOut } from "../../packages/engine/src/hardware/test-held-out.ts";

const SECONDS = 0.5;
/** Each lies within with 95 %: of twelve more than three outside would come by chance once in 450 times. */
const MOST_OUTSIDE = 3;

test("a calibration of this machine projects calls of networks that it has not seen within its interval", async () => {
  const backend = await openBackend({ threads: 1 });
  const tensors = backend.tensorCount();
  const calibration = calibrate({ backend, processor: "this machine", date: new Date().toISOString().slice(0, 10), seconds: SECONDS, tell: () => undefined });
  const error = calibrationError(calibration);
  const ratios = Object.entries(heldOut).flatMap(([name, architecture]) => [1, 32, 256].map((batchSize) => ({ name, batchSize, ratio: errorOf(calibration, architecture, { batchSize, seconds: timeNetwork(backend, architecture, batchSize, SECONDS) }) })));
  console.log(`${(calibration.operationsPerSecond / 1e9).toFixed(0)} GFLOP/s, ${(calibration.bytesPerSecond / 1e9).toFixed(1)} GB/s, ${(calibration.secondsPerCall * 1e6).toFixed(0)} µs a call, ${(calibration.secondsPerLayer * 1e6).toFixed(1)} µs a layer; measured / projected ${error.low.toFixed(2)} … ${error.high.toFixed(2)}, median ${error.median.toFixed(2)}`);
  console.log(ratios.map(({ name, batchSize, ratio }) => `${name} at ${batchSize}: ${ratio.toFixed(2)}`).join("\n"));
  expect(error.level).toBe(0.95);
  expect(ratios.filter(({ ratio }) => ratio < error.low || ratio > error.high).length).toBeLessThanOrEqual(MOST_OUTSIDE);
  expect(backend.tensorCount()).toBe(tensors);
});

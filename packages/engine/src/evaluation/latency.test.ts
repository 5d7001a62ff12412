import { expect, test } from "@jest/globals";
import type { Predictor, Rows } from "../network/network.ts";
import { filledBatch } from "./filled-batch.ts";
import { latencyOf, percentile } from "./latency.ts";

/** Waits so many ms for each example of a batch. */
const predictor = (msOf: (rows: Rows) => number): Predictor => ({
  parameterCount: 0,
  sizeBytes: 0,
  predict(rows) {
    for (const until = performance.now() + msOf(rows); performance.now() < until; );
    return new Float32Array(rows.count);
  },
});
const rows: Rows = { values: Uint8Array.of(1, 2, 3, 4, 5, 6), count: 3 };

test("a percentile is the least value that so large a share lies at or below", () => {
  const values = Array.from({ length: 100 }, (_, k) => k + 1);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100]);
  expect(percentile([7], 0.5)).toBe(7);
});
test("each batch size is timed with its threads, and a larger one takes longer", async () => {
  let pauses = 0;
  const [one, four] = await latencyOf(predictor(({ count }) => count), rows, 2, { batchSizes: [1, 4], threads: 3, seconds: 0.2, pause: () => Promise.resolve(void pauses++) });
  expect(one).toMatchObject({ batchSize: 1, threads: 3 });
  expect(one!.p50Ms).toBeGreaterThanOrEqual(1);
  expect(four!.p50Ms).toBeGreaterThanOrEqual(4);
  expect(one!.p95Ms!).toBeGreaterThanOrEqual(one!.p50Ms);
  expect(one!.calls).toBeGreaterThanOrEqual(20);
  expect(pauses).toBeGreaterThan(1);
});
test("a percentile that too few calls tell is not measured", async () => {
  const [slow] = await latencyOf(predictor(() => 5), rows, 2, { batchSizes: [1], threads: 1, seconds: 0.01, pause: () => Promise.resolve() });
  expect(slow!.calls).toBeLessThan(100);
  expect(slow!.p99Ms).toBeNull();
});
test("measuring stops where the pause throws", async () => {
  await expect(latencyOf(predictor(() => 1), rows, 2, { batchSizes: [1], threads: 1, seconds: 60, pause: () => Promise.reject(new Error("stop")) })).rejects.toThrow("stop");
});
test("a batch that is larger than the examples begins again at the first", () => {
  expect(filledBatch(rows, 2, 4)).toEqual({ values: Uint8Array.of(1, 2, 3, 4, 5, 6, 1, 2), count: 4 });
});

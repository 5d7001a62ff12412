import { expect, test } from "@jest/globals";
import { ApiError } from "@joulemark/client";
import { jittered, pause, retrying } from "./retry.ts";

const passing = new ApiError("UNREACHABLE", "away", { retryable: true });
const lasting = new ApiError("UNAUTHENTICATED", "no", { retryable: false });
/** A request that fails so often with the error, and is answered then. */
function failing(times: number, error: Error): { request: () => Promise<number>; asked: () => number } {
  let asked = 0;
  return {
    request: async () => {
      asked += 1;
      if (asked <= times) throw error;
      return asked;
    },
    asked: () => asked,
  };
}

test("a failure that may pass is tried again until there is an answer", async () => {
  const { request } = failing(3, passing);
  const waits: number[] = [];
  expect(await retrying(request, { firstMs: 4, longestMs: 8, onFailure: (_error, waitMs) => waits.push(waitMs) })).toBe(4);
  expect(waits).toHaveLength(3);
  expect(Math.max(...waits)).toBeLessThanOrEqual(8);
});

test.each([{ error: lasting }, { error: new TypeError("a mistake of ours") }])("$error.message is thrown at once", async ({ error }) => {
  const { request, asked } = failing(9, error);
  await expect(retrying(request, { firstMs: 1 })).rejects.toBe(error);
  expect(asked()).toBe(1);
});

test("no try begins after its time", async () => {
  const { request } = failing(Infinity, passing);
  await expect(retrying(request, { firstMs: 5, forMs: 30 })).rejects.toBe(passing);
});

test("a signal ends the tries in the middle of a wait", async () => {
  const { request, asked } = failing(Infinity, passing);
  await expect(retrying(request, { firstMs: 3_600_000, longestMs: 3_600_000, signal: AbortSignal.timeout(20) })).rejects.toBe(passing);
  expect(asked()).toBe(1);
});

test("a pause under a signal that has fired is over", async () => {
  await pause(3_600_000, AbortSignal.abort());
});

test("jitter stays between half and all", () => {
  const values = Array.from({ length: 1000 }, () => jittered(100));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(50);
  expect(Math.max(...values)).toBeLessThanOrEqual(100);
  expect(new Set(values).size).toBeGreaterThan(900);
});

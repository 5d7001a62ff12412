import { expect, test } from "@jest/globals";
import { inferenceSeconds } from "./inference-seconds.ts";

const wait = (ms: number): void => {
  for (const until = performance.now() + ms; performance.now() < until; );
};

test("calls that something else made longer do not count: the time is one of the short calls'", () => {
  let calls = 0;
  const seconds = inferenceSeconds(() => wait((calls += 1) % 2 === 0 ? 1 : 40), 0.5);
  expect(seconds).toBeGreaterThanOrEqual(0.001);
  expect(seconds).toBeLessThan(0.04);
});
test("a call is made at least twelve times, however long it takes, and the fastest is asked for by 0", () => {
  let calls = 0;
  const seconds = inferenceSeconds(() => wait((calls += 1)), 0, 0);
  expect(calls).toBe(12);
  expect(seconds).toBeGreaterThanOrEqual(0.004); // the first three warm up
});

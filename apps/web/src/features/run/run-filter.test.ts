import { expect, test } from "@jest/globals";
import { readRunState, runsPath } from "./run-filter.tsx";

test("a state in the address reads back; any other word means all", () => {
  expect(readRunState("FAILED")).toBe("FAILED");
  expect([readRunState("failed"), readRunState("x"), readRunState(["FAILED"]), readRunState(undefined)]).toEqual([null, null, null, null]);
});
test("the address of all runs has no query", () => {
  expect(runsPath(null)).toBe("/runs");
  expect(runsPath("QUEUED", "a=")).toBe("/runs?state=QUEUED&after=a%3D");
});

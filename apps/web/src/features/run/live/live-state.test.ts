import { expect, test } from "@jest/globals";
import type { LiveState } from "./live-state.ts";
import { afterEvent, percentDone } from "./live-state.ts";

const before: LiveState = { state: "RUNNING", step: 10, totalSteps: 100, epoch: 1, etaSeconds: 9, energyJoules: 4 };

test("progress moves step, epoch and energy, and leaves what it does not say", () => {
  expect(afterEvent(before, { kind: "PROGRESS", step: 20, epoch: 2, values: [{ name: "energyJoules", value: 8 }, { name: "loss", value: 1 }] }))
    .toEqual({ ...before, step: 20, epoch: 2, energyJoules: 8 });
});
test("progress of a run shown as queued means that it runs", () => {
  expect(afterEvent({ ...before, state: "QUEUED" }, { kind: "PROGRESS", step: 1, epoch: 0, values: [] }).state).toBe("RUNNING");
});
test("a checkpoint, reported after later steps, does not move the strip back", () => {
  expect(afterEvent(before, { kind: "CHECKPOINT", step: 5, epoch: 0, values: [{ name: "energyJoules", value: 2 }] })).toBe(before);
});
test("a log line changes nothing", () => {
  expect(afterEvent(before, { kind: "LOG", step: 50, epoch: 5, values: [{ name: "energyJoules", value: 0 }] })).toBe(before);
});
test("a run is never at 100 percent before its end, and at none where its length is unknown", () => {
  expect(percentDone({ ...before, step: 100 })).toBe(99);
  expect(percentDone({ ...before, totalSteps: null })).toBeNull();
});

import { expect, test } from "@jest/globals";
import { apply, describe, newView } from "./demo-progress.ts";

const event = (change: Partial<Parameters<typeof apply>[1]>) => ({ kind: "PROGRESS" as const, step: null, values: [], message: null, ...change });

test("events of a run become its state, its step with loss and joules, and at the end its accuracy", () => {
  const run = newView("student, seed 1");
  expect(describe(run)).toBe("student, seed 1: QUEUED");
  apply(run, event({ kind: "STATE", message: "RUNNING" }));
  expect(run.state).toBe("RUNNING");
  apply(run, event({ step: 120, values: [{ name: "loss", value: 0.12345 }, { name: "accuracy", value: 1 }, { name: "energyJoules", value: 31.714 }] }));
  expect(describe(run)).toBe("student, seed 1: step 120, loss 0.123, 31.71 J");
  apply(run, event({ kind: "METRIC", step: 130, values: [{ name: "testAccuracy", value: 0.93111 }] }));
  expect(describe(run)).toBe("student, seed 1: accuracy 0.931, 31.71 J");
});

test("an event that carries nothing shown changes nothing", () => {
  const run = newView("student, seed 1");
  apply(run, event({ kind: "LOG", message: "SUCCEEDED soon", step: 5 }));
  expect(run).toEqual(newView("student, seed 1"));
});

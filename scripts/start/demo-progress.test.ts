import { expect, test } from "@jest/globals";
import { apply } from "./demo-progress.ts";

const view = () => ({ name: "student, seed 1", state: "QUEUED", progress: "" });
const event = (change: Partial<Parameters<typeof apply>[1]>) => ({ kind: "PROGRESS" as const, step: null, values: [], message: null, ...change });

test("events of a run become its state, its step with loss and joules, and at the end its accuracy", () => {
  const run = view();
  apply(run, event({ kind: "STATE", message: "RUNNING" }));
  expect(run.state).toBe("RUNNING");
  apply(run, event({ step: 120, values: [{ name: "loss", value: 0.12345 }, { name: "energyJoules", value: 31.7 }] }));
  expect(run.progress).toBe("step 120, loss 0.123, 32 J");
  apply(run, event({ kind: "METRIC", values: [{ name: "accuracy", value: 0.93111 }] }));
  expect(run.progress).toBe("accuracy 0.931");
});

test("an event of another kind changes nothing", () => {
  const run = view();
  apply(run, event({ kind: "LOG", message: "SUCCEEDED soon" }));
  expect(run).toEqual(view());
});

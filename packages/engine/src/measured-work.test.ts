import { expect, test } from "@jest/globals";
import { MeasuredWork } from "./measured-work.ts";
import type { InTurns } from "./network/in-turns.ts";

/** A window that tells what was done to it. */
function watched(interrupted = (): boolean => false): { work: MeasuredWork; deeds: string[] } {
  const deeds: string[] = [];
  return { work: new MeasuredWork({ window: { resume: () => void deeds.push("resume"), pause: () => void deeds.push("pause") }, interrupted, step: () => 7 }), deeds };
}
function* long(milliseconds: number): InTurns<string> {
  for (const until = performance.now() + milliseconds; performance.now() < until; ) yield;
  return "done";
}

test("work is measured from its begin to its end, also where it fails", () => {
  const { work, deeds } = watched();
  expect(work.do(() => deeds.push("work"))).toBe(2);
  expect(() => work.do(() => { throw new Error("no"); })).toThrow("no");
  expect(deeds).toEqual(["resume", "work", "pause", "resume", "pause"]);
});

test("long work is done in parts, between which other work of the process goes on and nothing is measured", async () => {
  const { work, deeds } = watched();
  setImmediate(() => deeds.push("other"));
  expect(await work.inTurns(long(120))).toBe("done");
  expect(deeds.indexOf("other")).toBeGreaterThan(1);
  expect(deeds[deeds.indexOf("other") - 1]).toBe("pause");
  expect(deeds.filter((deed) => deed === "resume").length).toBeGreaterThan(1);
});

test("it ends between two parts where somebody wants the process to end, saying at which step", async () => {
  const { work } = watched(() => true);
  await expect(work.inTurns(long(10_000))).rejects.toMatchObject({ code: "CANCELLED", message: "The run was interrupted after step 7, while a technique computed; it goes on from its last checkpoint." });
  expect(await work.inTurns(long(0))).toBe("done"); // nothing to interrupt
});

import { expect, test } from "@jest/globals";
import { Progress, joulesOf, parseEngineEvent, toRunEvent } from "./engine-event.ts";

const at = "2026-01-01T00:00:00.000Z";
const line = (event: object): string => JSON.stringify({ at, kind: "PROGRESS", values: [], ...event });

test.each(["", "2026-01-01 a library speaks", "{", "{}", "[]", line({ kind: "PARTY" }), line({ step: -1 }), line({ at: "today" })])("%j is no event", (text) => {
  expect(parseEngineEvent(text)).toBeNull();
});

test("a value that was not finite is left out, its event is not", () => {
  const event = parseEngineEvent(line({ step: 3, values: [{ name: "loss", value: NaN }, { name: "accuracy", value: 0.5 }] }))!;
  expect(toRunEvent(event)).toMatchObject({ step: 3, values: [{ name: "accuracy", value: 0.5 }] });
});

test("a message longer than the API takes is cut", () => {
  expect(toRunEvent(parseEngineEvent(line({ kind: "LOG", message: "x".repeat(10_000) }))!).message).toHaveLength(4_000);
});

test("progress keeps what a newer event does not tell", () => {
  const progress = new Progress();
  for (const event of [{ step: 0, totalSteps: 40, backend: "tfjs-node 4.22.0" }, { step: 20, epoch: 2, etaSeconds: 1.5, values: [{ name: "energyJoules", value: 7 }] }, { kind: "LOG", message: "still here" }]) progress.note(parseEngineEvent(line(event))!);
  expect(progress.newest).toEqual({ step: 20, totalSteps: 40, epoch: 2, etaSeconds: 1.5, energyJoules: 7, backend: "tfjs-node 4.22.0" });
});

test("an event without joules tells null, not 0", () => {
  expect(joulesOf(parseEngineEvent(line({}))!)).toBeNull();
  expect(joulesOf(parseEngineEvent(line({ values: [{ name: "energyJoules", value: 0 }] }))!)).toBe(0);
});

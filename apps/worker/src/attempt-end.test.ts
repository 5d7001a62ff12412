import { expect, test } from "@jest/globals";
import { reasonOf, refusedReport } from "./attempt-end.ts";

test("what the engine refuses becomes a report with its code and all of its lines", () => {
  const errorTail = "a library's warning\nINVALID_INPUT: pipeline.0.temperature: must be above 0\ntraining.epochs: must be 1 or more\n";
  expect(refusedReport({ exitCode: 2, signal: null, errorTail })).toEqual({ schemaVersion: 1, outcome: "FAILED", failure: { code: "INVALID_INPUT", message: "pipeline.0.temperature: must be above 0\ntraining.epochs: must be 1 or more" } });
});

test("a refusal without words still has a code", () => {
  expect(refusedReport({ exitCode: 2, signal: null, errorTail: "" })).toMatchObject({ failure: { code: "ENGINE_REFUSED" } });
});

test.each([
  { end: { exitCode: null, signal: "SIGKILL" }, says: "SIGKILL" },
  { end: { exitCode: null, signal: null }, says: "could not be started" },
  { end: { exitCode: 139, signal: null }, says: "139" },
])("$end is told as $says, without what the process wrote", ({ end, says }) => {
  const reason = reasonOf({ ...end, errorTail: "at /home/ada/secret/path.ts" });
  expect(reason).toContain(says);
  expect(reason).not.toContain("ada");
});

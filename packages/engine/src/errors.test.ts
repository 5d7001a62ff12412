import { expect, test } from "@jest/globals";
import { EngineError } from "./errors.ts";

test("nothing in a message commands a terminal or turns a line; lines stay lines", () => {
  const { message } = new EngineError("CORRUPT", "Layer \u001b[2J\u009b1m\u202ea: b\tc\nd é 水 \u0000\r");
  expect(message).toBe("Layer \\u001b[2J\\u009b1m\\u202ea: b\tc\nd é 水 \\u0000\\u000d");
});
test("a message ends", () => {
  expect(new EngineError("CORRUPT", "a".repeat(8000)).message).toHaveLength(8000);
  expect(new EngineError("CORRUPT", "a".repeat(9000)).message).toBe(`${"a".repeat(8000)}… (9000 characters)`);
});
test("code, path and cause are kept", () => {
  const cause = new Error("why");
  expect(new EngineError("UNSUPPORTED", "no", { path: ["a"], cause })).toMatchObject({ name: "EngineError", code: "UNSUPPORTED", path: ["a"], cause });
  expect("cause" in new EngineError("UNSUPPORTED", "no")).toBe(false);
});

import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { loggerOptions } from "./logger.ts";

test("tokens, cookies and passwords do not reach the log at any depth in use", () => {
  const lines: string[] = [];
  const log = pino(loggerOptions("info"), { write: (line: string) => void lines.push(line) });
  log.info({ token: "s3cret", req: { headers: { authorization: "Bearer s3cret", cookie: "s3cret" } }, input: { attempt: { token: "s3cret" } }, databaseUrl: "s3cret" }, "seen");
  expect(lines.join("")).toContain("[secret]");
  expect(lines.join("")).not.toContain("s3cret");
});

import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
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

test("a log that cannot be written stops nothing, not even at its fatal line", () => {
  const full = openSync("/dev/full", "w"); // every write to it fails with ENOSPC
  const program = `import { createLogger } from "${new URL("logger.ts", import.meta.url).href}"; const log = createLogger("info"); for (let n = 0; n < 10_000; n += 1) log.info({ n }, "said"); log.fatal("cannot go on"); console.log("went on")`;
  const { stdout, status } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", full], encoding: "utf8", timeout: 60_000 });
  closeSync(full);
  expect({ stdout, status }).toEqual({ stdout: "went on\n", status: 0 });
});

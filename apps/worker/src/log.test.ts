import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createLogger } from "./log.ts";

function written(isTTY: boolean, say: (log: ReturnType<typeof createLogger>) => void): string {
  let text = "";
  say(createLogger("info", { isTTY, write: (line) => (text += line) }));
  return text;
}

test.each([true, false])("no token is written, wherever it stands (terminal: %s)", (isTTY) => {
  const text = written(isTTY, (log) => {
    log.info({ token: "secret-1", attempt: { token: "secret-2" }, request: { headers: { authorization: "Bearer secret-3" } } }, "said");
    log.child({ attempt: 1, token: "secret-4" }).info("said again");
  });
  expect(text).not.toContain("secret-");
});

test("a machine reads one JSON object a line", () => {
  const lines = written(false, (log) => {
    log.info({ run: "r" }, "A run was claimed.");
    log.debug("too small to say");
    log.error({ err: new Error("why") }, "It failed.");
  });
  expect(lines.trim().split("\n").map((line) => JSON.parse(line) as object)).toMatchObject([{ level: "info", msg: "A run was claimed.", run: "r" }, { level: "error", msg: "It failed.", err: { message: "why" } }]);
});

test("a person reads the time, the words, the reason and the fields", () => {
  expect(written(true, (log) => log.warn({ run: "r", end: { signal: "SIGKILL" }, err: new Error("why") }, "It failed."))).toMatch(/^\d\d:\d\d:\d\d warn {2}It failed\. \(why\) run=r end=\{"signal":"SIGKILL"\}\n$/);
});

test("a log that cannot be written stops nothing", () => {
  const full = openSync("/dev/full", "w"); // every write to it fails with ENOSPC
  const program = `import { createLogger } from "${new URL("log.ts", import.meta.url).href}"; const log = createLogger("info"); for (let n = 0; n < 10_000; n += 1) log.info({ n }, "said"); log.fatal("cannot go on"); console.log("went on")`;
  const { stdout, status } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", full], encoding: "utf8", timeout: 60_000 });
  closeSync(full);
  expect({ stdout, status }).toEqual({ stdout: "went on\n", status: 0 });
});

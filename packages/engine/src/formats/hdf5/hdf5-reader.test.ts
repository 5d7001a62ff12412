import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

test("a reader that is kept waiting ends itself, whoever began it", async () => {
  const reader = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(new URL("./hdf5-reader.ts", import.meta.url)), JSON.stringify({ attributes: [], skip: [] }), "1"], { stdio: ["pipe", "ignore", "ignore"], env: {} });
  // Its standard input never ends, and reading it leaves its thread no moment.
  const signal = await new Promise((resolve) => reader.once("exit", (_code, by) => resolve(by)));
  reader.stdin.destroy();
  expect(signal).toBe("SIGKILL");
}, 60_000);

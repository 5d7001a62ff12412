import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { whyNotRunnable } from "./find-executable.ts";

test("a command is found as a shell finds it, and what cannot be run is told with a shell's code", () => {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-find-"));
  const script = join(folder, "train.py");
  writeFileSync(script, "", { mode: 0o644 });
  mkdirSync(join(folder, "sub"));
  expect(whyNotRunnable("sh")).toBeNull();
  expect(whyNotRunnable(process.execPath)).toBeNull();
  expect(whyNotRunnable("no-such-command")).toEqual({ code: 127, problem: 'There is no command "no-such-command" in PATH.' });
  expect(whyNotRunnable(join(folder, "none"))).toEqual({ code: 127, problem: `There is no file ${join(folder, "none")}.` });
  expect(whyNotRunnable(script)).toMatchObject({ code: 126, problem: expect.stringContaining(`chmod +x ${script}`) });
  expect(whyNotRunnable(join(folder, "sub"))).toMatchObject({ code: 126, problem: expect.stringContaining("is a folder, not a command") });
  expect(whyNotRunnable("")).toMatchObject({ code: 127 });
  rmSync(folder, { recursive: true });
});

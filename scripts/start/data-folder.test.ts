import { mkdtempSync, rmSync, truncateSync, writeFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { logPath, openDataFolder } from "./data-folder.ts";

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "joulemark-data-"));
});
afterAll(() => rmSync(parent, { recursive: true }));

test("a second start on one data folder is refused by the folder's name, until the first has ended", () => {
  const path = join(parent, "deep", "data");
  const first = openDataFolder(path);
  expect(() => openDataFolder(path)).toThrow(`already runs on the data folder ${path} (process ${process.pid})`);
  first.release();
  openDataFolder(path).release();
});

test("a log that has grown large is set aside once", () => {
  const folder = openDataFolder(join(parent, "logs"));
  const path = logPath(folder, "api");
  writeFileSync(path, "");
  truncateSync(path, 11 * 1024 * 1024);
  expect(logPath(folder, "api")).toBe(path);
  expect(existsSync(path)).toBe(false);
  expect(existsSync(join(folder.logs, "api.1.log"))).toBe(true);
  folder.release();
});

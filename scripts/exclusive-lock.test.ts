import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { lockHolder, processBegan, takeLock } from "./exclusive-lock.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "joulemark-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const path = () => join(folder, "lock");

test("a lock that is held names its holder, and is free after its release", () => {
  const lock = takeLock(path());
  expect(takeLock(path())).toEqual({ held: false, by: { pid: process.pid, began: processBegan(process.pid) } });
  if (!lock.held) throw new Error("It was free.");
  lock.release();
  expect(lockHolder(path())).toBeNull();
  expect(takeLock(path()).held).toBe(true);
});

test("a lock whose process has ended is taken over", () => {
  const { pid } = spawnSync("true");
  writeFileSync(path(), `${pid}\nlong ago\n`);
  expect(takeLock(path()).held).toBe(true);
  expect(readFileSync(path(), "utf8").split("\n")[0]).toBe(String(process.pid));
});

test("a lock whose process id belongs to another program by now is taken over", () => {
  writeFileSync(path(), `${process.ppid}\nwhat another process began with\n`);
  expect(takeLock(path()).held).toBe(true);
});

test("nothing but the lock itself is left in the folder", () => {
  takeLock(path());
  takeLock(path());
  expect(readdirSync(folder)).toEqual(["lock"]);
});

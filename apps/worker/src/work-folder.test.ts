import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { cleanWorkFolders, keyOf, makeWorkFolder, readEnergyRecord, readReport } from "./work-folder.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "joulemark-work-"));
});
afterEach(() => rm(root, { recursive: true }));

async function leave(name: string, owner: object | null, ageDays = 0): Promise<void> {
  await mkdir(join(root, name));
  if (owner) await writeFile(join(root, name, "owner.json"), JSON.stringify(owner));
  const time = new Date(Date.now() - ageDays * 86_400_000);
  await utimes(join(root, name), time, time);
}
const { pid: deadPid } = spawnSync(process.execPath, ["--version"]);

test("a folder of an attempt is empty but for its owner, and only its user's", async () => {
  await mkdir(join(root, "AQ-1"));
  await writeFile(join(root, "AQ-1", "left"), "x");
  const folder = await makeWorkFolder(root, "AQ-1");
  expect(await readdir(folder)).toEqual(["owner.json"]);
  expect((await stat(folder)).mode & 0o077).toBe(0);
});

test("no id of a run leads out of the work folder", () => {
  expect(keyOf({ run: { id: "../../etc" } as never, attempt: 2 })).toBe("______etc-2");
});

test("folders of workers that are gone are removed, those of others are not", async () => {
  await leave("gone", { host: hostname(), pid: deadPid });
  await leave("earlier-life-of-this-pid", { host: hostname(), pid: process.pid });
  await leave("alive", { host: hostname(), pid: process.ppid });
  await leave("elsewhere", { host: "another-machine", pid: deadPid }, 1);
  await leave("elsewhere-long-ago", { host: "another-machine", pid: deadPid }, 8);
  await leave("being-made", null);
  await leave("never-made", null, 1);
  expect((await cleanWorkFolders(root)).toSorted()).toEqual(["earlier-life-of-this-pid", "elsewhere-long-ago", "gone", "never-made"]);
  expect((await readdir(root)).toSorted()).toEqual(["alive", "being-made", "elsewhere"]);
});

test("a folder without a report has none, and a report that is damaged is no report", async () => {
  expect(await readReport(root)).toBeNull();
  await mkdir(join(root, "out"));
  await writeFile(join(root, "out", "report.json"), "{");
  await expect(readReport(root)).rejects.toThrow("JSON");
});

test("what the meters recorded last is read from the results, also where there is no report", async () => {
  expect(await readEnergyRecord(root)).toBeNull();
  await mkdir(join(root, "out"));
  await writeFile(join(root, "out", "energy-record.json"), '{"schemaVersion":2}\n');
  expect([await readEnergyRecord(root), await readReport(root)]).toEqual([{ schemaVersion: 2 }, null]);
});

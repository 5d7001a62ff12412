import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { appendLine, whyNotWritable, writeWhole } from "./write-whole.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "joulemark-write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a file is replaced whole, nothing is left beside it, and a link still leads to it", () => {
  const [target, link] = [join(folder, "energy.json"), join(folder, "link.json")];
  writeFileSync(target, "old");
  symlinkSync(target, link);
  writeWhole(link, "new");
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(readdirSync(folder).toSorted()).toEqual(["energy.json", "link.json"]);
});

test("a device is written to, not replaced", () => {
  writeWhole("/dev/null", "gone");
  expect(whyNotWritable("/dev/null")).toBeNull();
  expect(readFileSync("/dev/null", "utf8")).toBe("");
});

test("asking whether a path can be written changes nothing", () => {
  const path = join(folder, "energy.json");
  expect(whyNotWritable(path)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(path, "as it was");
  expect(whyNotWritable(path)).toBeNull();
  expect(readFileSync(path, "utf8")).toBe("as it was");
});

test("a path that cannot be written is named with what would be right", () => {
  expect(whyNotWritable(folder)).toBe(`${folder} is a folder; give the name of a file in it, e.g. ${join(folder, "energy.json")}`);
  expect(whyNotWritable(join(folder, "none", "a.json"))).toMatch(/there is no folder .*none. Make it \(mkdir -p .*none\)/);
  writeFileSync(join(folder, "file"), "");
  expect(whyNotWritable(join(folder, "file", "a.json"))).toMatch(/cannot be written \(ENOTDIR\); name a file in a folder that you may write to/);
  expect(whyNotWritable("/proc/energy.json")).toMatch(/^\/proc\/energy.json cannot be written \(E[A-Z]+\)/);
});

test("lines are added under one header, also to a file whose last line has no end", () => {
  const path = join(folder, "a.csv");
  appendLine(path, "a,b", "1,2");
  appendLine(path, "a,b", "3,4");
  expect(readFileSync(path, "utf8")).toBe("a,b\n1,2\n3,4\n");
  writeFileSync(path, "a,b\n5,6");
  appendLine(path, "a,b", "7,8");
  expect(readFileSync(path, "utf8")).toBe("a,b\n5,6\n7,8\n");
  writeFileSync(path, "");
  appendLine(path, "a,b", "9,10");
  expect(readFileSync(path, "utf8")).toBe("a,b\n9,10\n");
});

test("twelve processes that begin a file at once leave one header and twelve lines", async () => {
  const path = join(folder, "shared.csv");
  const program = `import { appendLine } from ${JSON.stringify(new URL("write-whole.ts", import.meta.url).href)}; process.stdin.once("data", () => { appendLine(${JSON.stringify(path)}, "a,b", process.pid + ",1"); process.exit(); }); process.stdout.write("ready");`;
  const children = Array.from({ length: 12 }, () => spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["pipe", "pipe", "inherit"] }));
  await Promise.all(children.map((child) => once(child.stdout, "data")));
  const ended = children.map((child) => once(child, "exit"));
  children.forEach((child) => child.stdin.write("now"));
  await Promise.all(ended);
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines[0]).toBe("a,b");
  expect(lines.slice(1).toSorted()).toEqual(children.map(({ pid }) => `${pid},1`).toSorted());
  expect(readdirSync(folder)).toEqual(["shared.csv"]);
});

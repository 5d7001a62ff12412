import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readZoneTree } from "./zone-tree.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "joulemark-zones-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const add = (path: string, name: string): void => {
  mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, path, "name"), `${name}\n`);
};
const found = (): string[] => readZoneTree(root).zones.map(({ kind, key }) => `${kind} ${key}`);

test("zones side by side and one in the other are found once, with their parents' names", () => {
  add("devices/intel-rapl/intel-rapl:0", "package-0");
  add("devices/intel-rapl/intel-rapl:0/intel-rapl:0:0", "dram");
  for (const [link, target] of [["intel-rapl", ""], ["intel-rapl:0", "/intel-rapl:0"], ["intel-rapl:0:0", "/intel-rapl:0/intel-rapl:0:0"]] as const) symlinkSync(join(root, `devices/intel-rapl${target}`), join(root, link));
  expect(found()).toEqual(["package package-0", "dram package-0/dram"]);
});
test("a counter shown by MSR and MMIO is the MSR's, whatever order they come in", () => {
  add("intel-rapl-mmio:0", "package-0");
  add("intel-rapl:0", "package-0");
  add("intel-rapl-mmio:0:0", "dram");
  const { zones } = readZoneTree(root);
  expect(zones).toEqual([{ kind: "dram", key: "package-0/dram", path: join(root, "intel-rapl-mmio:0:0") }, { kind: "package", key: "package-0", path: join(root, "intel-rapl:0") }]);
});
test("counters inside another, and what is no zone, are left out", () => {
  add("intel-rapl:0", "package-0");
  add("intel-rapl:0:0", "core");
  add("intel-rapl:0:1", "uncore");
  add("dtpm:0", "package-1");
  expect(found()).toEqual(["package package-0"]);
});
test("two memories of one name on top are two", () => {
  add("intel-rapl:1", "dram");
  add("intel-rapl:3", "dram");
  expect(found()).toEqual(["dram dram (intel-rapl:1)", "dram dram (intel-rapl:3)"]);
});
test("a folder that leads nowhere is told by its path", () => {
  symlinkSync(join(root, "masked"), join(root, "intel-rapl:0"));
  expect(readZoneTree(root)).toEqual({ zones: [], nameless: [join(root, "intel-rapl:0")] });
});
test("no folder has no zones", () => expect(readZoneTree(join(root, "nowhere"))).toEqual({ zones: [], nameless: [] }));

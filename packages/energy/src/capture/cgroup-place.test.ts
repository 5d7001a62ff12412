import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { groupOf, placeOf } from "./cgroup-place.ts";

const base = mkdtempSync(join(tmpdir(), "joulemark-cgroup-"));
afterAll(() => rmSync(base, { recursive: true }));
let [proc, cgroup] = ["", ""];
let cases = 0;
const write = (path: string, text = ""): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const roots = () => ({ proc, cgroup, powercap: "", hostShare: "" });

beforeEach(() => {
  const folder = join(base, String(++cases));
  [proc, cgroup] = [join(folder, "proc"), join(folder, "cgroup fs")];
});
/** Process 9 is in these groups; these are the mounts: group, folder below CGROUP_ROOT, type, options. */
const system = (groups: string[], mounts: [string, string, string, string][]): void => {
  write(join(proc, "9/cgroup"), `${groups.join("\n")}\n`);
  const line = ([group, folder, type, options]: [string, string, string, string]): string => `38 31 0:35 ${group} ${join(cgroup, folder).replaceAll(" ", "\\040")} rw,relatime shared:9 - ${type} none ${options}`;
  write(join(proc, "self/mountinfo"), `22 1 0:2 / / rw - ext4 /dev/vda rw\n${mounts.map(line).join("\n")}\n`);
};
const group2 = (folder: string, controllers = ""): void => {
  write(join(cgroup, folder, "cgroup.procs"));
  write(join(cgroup, folder, "cgroup.controllers"), "cpu memory\n");
  write(join(cgroup, folder, "cgroup.subtree_control"), `${controllers}\n`);
};

test("of both versions the line of the process is found, and a name may hold colons", () => {
  system(["9:name=systemd:/", "2:cpu,cpuacct:/old", "0::/user.slice/a:b.scope"], []);
  expect([groupOf(proc, 9, 1), groupOf(proc, 9, 2), groupOf(proc, 8, 2)]).toEqual(["/old", "/user.slice/a:b.scope", null]);
});

test("the group is found below its mount, also where a container has only its own mounted", () => {
  system(["0::/a/b"], [["/", ".", "cgroup2", "rw"]]);
  group2("a/b");
  expect(placeOf(9, 2, roots())).toEqual({ folder: join(cgroup, "a/b"), group: "/a/b" });
  system(["0::/docker/1/work"], [["/docker/1", "mine", "cgroup2", "rw"]]);
  group2("mine/work");
  expect(placeOf(9, 2, roots())).toEqual({ folder: join(cgroup, "mine/work"), group: "/docker/1/work" });
});

test("without a mount table the usual names are tried", () => {
  write(join(proc, "9/cgroup"), "2:cpuacct:/x\n0::/y\n");
  group2("unified");
  group2("unified/y");
  write(join(cgroup, "cpuacct/cgroup.procs"));
  write(join(cgroup, "cpuacct/x/cpuacct.usage"), "0");
  expect([placeOf(9, 2, roots()), placeOf(9, 1, roots())]).toMatchObject([{ folder: join(cgroup, "unified/y") }, { folder: join(cgroup, "cpuacct/x") }]);
});

test("a mount outside of CGROUP_ROOT is never touched", () => {
  write(join(proc, "9/cgroup"), "0::/\n");
  write(join(proc, "self/mountinfo"), "41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
  expect(placeOf(9, 2, roots())).toEqual({ unavailable: `below ${cgroup} there is no hierarchy of version 2` });
});

test.each<[string, string[], [string, string, string, string][], RegExp]>([
  ["the system has no such hierarchy", ["1:cpuacct:/"], [], /names no group of version 2/],
  ["the group lies outside of the namespace", ["0::/../other"], [["/", ".", "cgroup2", "rw"]], /outside of this control group namespace/],
  ["the group is not mounted", ["0::/elsewhere"], [["/docker/1", ".", "cgroup2", "rw"]], /is not to be seen below/],
])("where %s, there is no place, and the reason says so", (_, groups, mounts, reason) => {
  system(groups, mounts);
  expect(placeOf(9, 2, roots())).toMatchObject({ unavailable: expect.stringMatching(reason) as unknown });
});

test("no group is made where that would change how the processor is shared out", () => {
  system(["2:cpu,cpuacct:/", "0::/"], [["/", "cpu,cpuacct", "cgroup", "rw,cpu,cpuacct"], ["/", ".", "cgroup2", "rw"]]);
  group2(".", "memory cpu");
  write(join(cgroup, "cpu,cpuacct/cpuacct.usage"), "0");
  for (const version of [1, 2] as const) expect(placeOf(9, version, roots())).toMatchObject({ unavailable: expect.stringMatching(/share out the processor/) as unknown });
  group2(".", "memory");
  expect(placeOf(9, 2, roots())).toMatchObject({ group: "/" });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { isVirtualised, readHost } from "./host.ts";

const settings = ["PROC_ROOT", "CGROUP_ROOT", "POWERCAP_ROOT", "HOST_SHARE_ROOT", "CUDA_VISIBLE_DEVICES"];
const before = settings.map((name) => process.env[name]);
afterEach(() => settings.forEach((name, index) => (before[index] === undefined ? delete process.env[name] : (process.env[name] = before[index]))));

const thread = (id: number, socket: number) => `processor\t: ${id}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz\nstepping\t: 7\nphysical id\t: ${socket}\nflags\t\t: fpu vme\n`;

test("this machine has threads, memory, sockets, and two clocks that go on", () => {
  const host = readHost();
  expect(host.machineThreads).toBeGreaterThanOrEqual(host.sockets);
  expect(host.sockets).toBeGreaterThanOrEqual(1);
  expect(host.memoryBytes).toBeGreaterThan(1e8);
  expect(host.sinceBoot()).toBeGreaterThan(0);
  const now = host.now();
  expect(host.now()).toBeGreaterThanOrEqual(now);
});
test("PROC_ROOT and the others say where is read", () => {
  const proc = mkdtempSync(join(tmpdir(), "joulemark-proc-"));
  writeFileSync(join(proc, "cpuinfo"), [thread(0, 0), thread(1, 0), thread(2, 1), thread(3, 1)].join("\n"));
  writeFileSync(join(proc, "meminfo"), "MemTotal:       1000 kB\nMemFree:         10 kB\n");
  Object.assign(process.env, { PROC_ROOT: proc, CGROUP_ROOT: "/c", POWERCAP_ROOT: "/p", HOST_SHARE_ROOT: "/h", CUDA_VISIBLE_DEVICES: "" });
  const host = readHost();
  rmSync(proc, { recursive: true });
  expect(host.roots).toEqual({ proc, cgroup: "/c", powercap: "/p", hostShare: "/h" });
  expect(host).toMatchObject({ machineThreads: 4, sockets: 2, memoryBytes: 1_024_000, visibleDevices: { cuda: "" } });
  if (process.platform === "linux") expect(host.processor).toMatchObject({ model: "Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz", family: "intel-xeon-cascade-lake" });
});
test("unset, they are where Linux has them", () => {
  for (const name of settings) delete process.env[name];
  expect(readHost()).toMatchObject({ roots: { proc: "/proc", cgroup: "/sys/fs/cgroup", powercap: "/sys/class/powercap", hostShare: "/var/scaphandre" }, visibleDevices: { cuda: null } });
});
test("a PROC_ROOT without cpuinfo leaves the processor to the system", () => {
  expect(readHost({ roots: { ...readHost().roots, proc: "/nowhere" } }).processor).toEqual(readHost().processor);
});
test("what is known is not read", () => expect(readHost({ memoryBytes: 7, now: () => 3 })).toMatchObject({ memoryBytes: 7 }));

const none = { vendor: "", product: "" };
test.each([
  ["the processor's flag", "flags\t\t: fpu hypervisor lahf_lm\n", none, true],
  ["another flag alike", "flags\t\t: fpu hypervisors\n", none, false],
  ["a maker of virtual machines", "", { vendor: "QEMU", product: "Standard PC" }, true],
  ["Amazon's virtual machine on Arm", "", { vendor: "Amazon EC2", product: "c7g.large" }, true],
  ["Amazon's metal", "", { vendor: "Amazon EC2", product: "c7g.metal" }, false],
  ["a server", "flags\t\t: fpu vme\n", { vendor: "Dell Inc.", product: "PowerEdge R750" }, false],
])("%s tells whether it is virtual", (_, cpuInfo, dmi, virtual) => expect(isVirtualised(cpuInfo, dmi)).toBe(virtual));

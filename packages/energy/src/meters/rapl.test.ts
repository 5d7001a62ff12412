import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { CounterMeter, Host, Rung } from "./open-meter.ts";
import { raplCpu, raplDram, raplMachine } from "./rapl.ts";
import type { FakeZone } from "./test-powercap-tree.ts";
import { FakePowercap, constantLoad } from "./test-powercap-tree.ts";

const trees: FakePowercap[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));
const treeOf = (...zones: FakeZone[]): FakePowercap => {
  trees.push(new FakePowercap(zones));
  return trees.at(-1)!;
};
const cpu: FakeZone = { path: "intel-rapl:0", name: "package-0", load: constantLoad(50) };
const dram: FakeZone = { path: "intel-rapl:0:0", name: "dram", load: constantLoad(8) };
const psys: FakeZone = { path: "intel-rapl:1", name: "psys", load: constantLoad(70) };
const opened = async (rung: Rung, host: Host): Promise<CounterMeter> => {
  const meters = await rung.open(host);
  if ("unavailable" in meters) throw new Error(meters.unavailable);
  return meters[0] as CounterMeter;
};
const refused = async (rung: Rung, host: Host): Promise<{ unavailable: string; remedy?: string }> => {
  const meters = await rung.open(host);
  if (!("unavailable" in meters)) throw new Error("it opened");
  return meters;
};

describe("what each counter is", () => {
  test("packages are a component's counter, ×/÷1.05", async () => {
    expect(await opened(raplCpu, treeOf(cpu).host())).toMatchObject({ id: "rapl", component: "cpu", method: "COUNTER", boundary: "COMPONENT", factor: 1.05 });
  });
  test("memory is one, ×/÷1.2", async () => {
    expect(await opened(raplDram, treeOf(cpu, dram).host())).toMatchObject({ component: "dram", method: "COUNTER", boundary: "COMPONENT", factor: 1.2 });
  });
  test("the platform's is the node's, and has processor and memory in it", async () => {
    expect(await opened(raplMachine, treeOf(psys, cpu).host())).toMatchObject({ component: "machine", method: "COUNTER", boundary: "NODE", covers: ["cpu", "dram"] });
  });
  test("what it read is kept as it stood, with range and wraps", async () => {
    const tree = treeOf({ ...cpu, start: 262_143_328_850 - 5e6 });
    const meter = await opened(raplCpu, tree.host());
    tree.goTo(1);
    meter.read();
    expect(meter.raw()).toEqual([{ path: join(tree.root, "intel-rapl:0/energy_uj"), unit: "µJ", start: 262_143_328_850 - 5e6, end: 45e6, maxRange: 262_143_328_850, wraps: 1 }]);
  });
  test("under a hypervisor it says so", async () => {
    expect((await opened(raplCpu, treeOf(cpu).host({ virtualised: true }))).health().flags).toEqual(["counter-under-hypervisor"]);
  });
});

test("what cannot be true is three times the TDP of the processor, or of a large one where it is not known", async () => {
  const tree = treeOf(cpu);
  const known = { ...tree.host().processor, model: "AMD EPYC 7713 64-Core Processor" };
  expect((await opened(raplCpu, tree.host({ processor: known }))).constants).toMatchObject({ limitWatts: 675 });
  expect((await opened(raplCpu, tree.host())).constants).toMatchObject({ limitWatts: 1050 });
});

describe("where nothing can be counted, the reason is told", () => {
  test("no folder, on metal: with the driver's name", async () => {
    const host = treeOf().host({ roots: { ...treeOf().host().roots, powercap: "/nowhere" } });
    expect(await refused(raplCpu, host)).toEqual({ unavailable: expect.stringMatching(/^\/nowhere does not exist/) as unknown, remedy: "sudo modprobe intel_rapl_msr" });
  });
  test("no folder, in a virtual machine: without a remedy, for there is none here", async () => {
    expect(await refused(raplCpu, treeOf().host({ virtualised: true }))).toEqual({ unavailable: expect.stringMatching(/virtual machine/) as unknown });
  });
  test("no such zone", async () => {
    const host = treeOf(cpu).host();
    expect((await refused(raplMachine, host)).unavailable).toMatch(/no psys zone/);
    expect((await refused(raplDram, host)).unavailable).toMatch(/no dram zone.*AMD/);
  });
  test("a link that leads nowhere: a container hides it, with the mount that shows it", async () => {
    const tree = treeOf();
    symlinkSync(join(tree.root, "masked"), join(tree.root, "intel-rapl:0"));
    expect(await refused(raplCpu, tree.host())).toEqual({ unavailable: expect.stringMatching(/container hides it/) as unknown, remedy: expect.stringMatching(/docker run -v .*POWERCAP_ROOT=/) as unknown });
  });
  test("a counter at 0 is not connected", async () => expect((await refused(raplCpu, treeOf({ ...cpu, start: 0 }).host())).unavailable).toMatch(/stands at 0/));
  test("a counter that holds no number", async () => expect((await refused(raplCpu, treeOf({ ...cpu, holds: () => "busy" }).host())).unavailable).toMatch(/"busy", not a whole number/));
  test("one of two sockets cannot be read: the other alone would be too low", async () => {
    const tree = treeOf(cpu, { ...cpu, path: "intel-rapl:1", name: "package-1" });
    rmSync(join(tree.root, "intel-rapl:1/energy_uj"));
    mkdirSync(join(tree.root, "intel-rapl:1/energy_uj"));
    expect((await refused(raplCpu, tree.host())).unavailable).toMatch(/intel-rapl:1\/energy_uj cannot be read/);
  });
});

/** As somebody who is not root, if this test is run by root. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid!() === 0;
  if (isRoot) process.seteuid!(65_534);
  try {
    return await act();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}
const onLinux = process.platform === "linux" ? test : test.skip;
onLinux.each([0o000, 0o400])("a counter of mode %o is root's, and the command that opens it is told exactly", async (mode) => {
  const tree = treeOf(cpu, dram);
  const files = ["intel-rapl:0/energy_uj", "intel-rapl:0:0/energy_uj"].map((path) => join(tree.root, path));
  if (process.geteuid!() !== 0 && mode !== 0) return; // one's own file is readable at 0400
  for (const file of files) chmodSync(file, mode);
  const { unavailable, remedy } = await asNobody(() => refused(raplCpu, tree.host()));
  expect(unavailable).toMatch(/may be read by root only.*CVE-2020-8694/);
  const zones = `${tree.root}/intel-rapl*:*/energy_uj`;
  expect(remedy).toBe(`sudo sh -c 'chgrp ${process.getgid!()} ${zones} && chmod g+r ${zones}'`);
  execFileSync("sh", ["-c", remedy!.replace(/^sudo /, "")]);
  for (const file of files) expect(statSync(file).mode & 0o040).toBe(0o040);
});

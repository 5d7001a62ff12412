import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { hostShareCpu, hostShareDram, hostShareMachine } from "./host-share.ts";
import type { CounterMeter, Host } from "./open-meter.ts";
import { FakePowercap, constantLoad } from "./test-powercap-tree.ts";

const trees: FakePowercap[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));
function shared(...names: string[]): { tree: FakePowercap; host: Host } {
  const tree = new FakePowercap(names.map((name, index) => ({ path: `intel-rapl:${index}`, name, load: constantLoad(20 + index) })));
  trees.push(tree);
  return { tree, host: tree.host({ virtualised: true, roots: { ...tree.host().roots, powercap: "/nowhere", hostShare: tree.root } }) };
}

test("what a host shares is a sampled component, ×/÷1.3, and wider for a window of few pushes", async () => {
  const { host, tree } = shared("package-0");
  const [meter] = (await hostShareCpu.open(host)) as CounterMeter[];
  expect(meter).toMatchObject({ id: "host-share", component: "cpu", method: "SAMPLED", boundary: "COMPONENT", factor: 1.3 });
  expect(meter!.factorAt!(1000)).toBeCloseTo(1.3, 12);
  expect(meter!.factorAt!(10)).toBeGreaterThan(2);
  tree.goTo(60);
  expect(meter!.read().joules).toBeCloseTo(1200, 6);
});
test("a share of the host's whole machine has processor and memory in it", async () => {
  expect((await hostShareMachine.open(shared("psys").host)) as CounterMeter[]).toMatchObject([{ component: "machine", covers: ["cpu", "dram"] }]);
});
test("a host that shares nothing, or not this, is told with what it would have to write", async () => {
  const { host } = shared("package-0");
  expect(hostShareDram.open(host)).toEqual({ unavailable: expect.stringMatching(/shares no dram counter/) as unknown, remedy: expect.stringMatching(/name and max_energy_range_uj/) as unknown });
  expect(hostShareCpu.open({ ...host, roots: { ...host.roots, hostShare: "/nowhere" }, virtualised: false })).toEqual({ unavailable: "the host shares no counters at /nowhere" });
});
test("counters without names, as Scaphandre leaves them, are refused: they read five times too low", () => {
  const { tree, host } = shared("package-0");
  rmSync(join(tree.root, "intel-rapl:0/name"));
  expect(hostShareCpu.open(host)).toMatchObject({ unavailable: expect.stringMatching(/Scaphandre.*five times too low/) as unknown });
});

import { afterEach, describe, expect, test } from "@jest/globals";
import type { LadderStep } from "../energy-record.ts";
import { openLadder, rungs } from "./ladder.ts";
import type { Host } from "./open-meter.ts";
import type { FakeZone } from "./test-powercap-tree.ts";
import { FakePowercap, constantLoad } from "./test-powercap-tree.ts";

const trees: FakePowercap[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));
const hostWith = (zones: FakeZone[], known: Partial<Host> = {}): Host => {
  trees.push(new FakePowercap(zones));
  return trees.at(-1)!.host(known);
};
const cpu: FakeZone = { path: "intel-rapl:0", name: "package-0", load: constantLoad(50) };
const dram: FakeZone = { path: "intel-rapl:0:0", name: "dram", load: constantLoad(8) };
const psys: FakeZone = { path: "intel-rapl:1", name: "psys", load: constantLoad(70) };
const epyc = { model: "AMD EPYC 7713 64-Core Processor", family: "amd-epyc-zen3", threads: 4, wattsPerThread: 1.92, factor: 2.2 };

const taken = async (host: Host): Promise<string[]> => (await openLadder(host)).meters.map(({ component, id }) => `${component}: ${id}`);
const lastOf = (steps: LadderStep[], component: string): LadderStep => steps.filter((step) => step.component === component).at(-1)!;

test.each<[string, FakeZone[], Partial<Host>, string[]]>([
  ["packages and memory", [cpu, dram], {}, ["cpu: rapl", "dram: rapl"]],
  ["packages without memory", [cpu], {}, ["cpu: rapl", "dram: dram-estimate"]],
  ["a platform's counter", [psys, cpu, dram], {}, ["machine: rapl"]],
  ["no counter, but a TDP", [], { processor: epyc }, ["cpu: load-curve", "dram: dram-estimate"]],
  ["a virtual machine of a known generation", [], { processor: epyc, virtualised: true }, ["cpu: watts-per-thread"]],
  ["nothing known", [], {}, ["cpu: constant"]],
])("%s: the best of each component is taken, and nothing twice", async (_, zones, known, meters) => {
  expect(await taken(hostWith(zones, known))).toEqual(meters);
});

test("a host's share comes after RAPL and before models", async () => {
  const host = hostWith([cpu], { processor: epyc, virtualised: true });
  expect(await taken({ ...host, roots: { ...host.roots, powercap: "/nowhere", hostShare: host.roots.powercap } })).toEqual(["cpu: host-share", "dram: dram-estimate"]);
});

describe("steps down", () => {
  test("are told one by one, with reasons, down to the one that was taken", async () => {
    const { steps } = await openLadder(hostWith([], { processor: epyc, virtualised: true }));
    expect(steps.filter(({ component }) => component === "cpu")).toMatchObject([
      { method: "rapl", taken: false, reason: expect.stringMatching(/RAPL/) as unknown },
      { method: "host-share", taken: false, reason: expect.stringMatching(/shares no counters/) as unknown },
      { method: "load-curve", taken: false, reason: expect.stringMatching(/hypervisor/) as unknown },
      { method: "watts-per-thread", taken: true },
    ]);
    expect(lastOf(steps, "machine")).toMatchObject({ method: "not-measured", taken: false });
    expect(lastOf(steps, "gpu")).toMatchObject({ method: "not-measured" });
  });
  test("have a remedy where there is one", async () => {
    const { steps } = await openLadder(hostWith([]));
    expect(steps.find(({ component, method }) => component === "cpu" && method === "rapl")?.remedy).toBe("sudo modprobe intel_rapl_msr");
  });
  test("of what is inside another figure are one, which says in which", async () => {
    const { steps } = await openLadder(hostWith([psys, cpu, dram]));
    for (const component of ["cpu", "dram"]) expect(steps.filter((step) => step.component === component)).toEqual([{ component, method: "not-measured", taken: false, reason: "inside the platform's counter (psys)" }]);
    expect(lastOf((await openLadder(hostWith([]))).steps, "dram").reason).toBe("inside the watts per thread of a whole server");
  });
});

test("a rung that breaks is a step down, not an end", async () => {
  const host = hostWith([]);
  const broken = { ...host, get processor(): never { throw new Error("no processor today"); } };
  const { meters, steps } = await openLadder(broken);
  expect(meters.map(({ component }) => component)).toEqual(["dram"]);
  expect(lastOf(steps, "cpu")).toMatchObject({ method: "not-measured" });
  expect(steps).toContainEqual({ component: "cpu", method: "constant", taken: false, reason: "failed: no processor today" });
});

test("every rung stands under its component, and the last of a processor always holds", () => {
  for (const { component, rungs: all } of rungs) expect(all.filter((rung) => rung.component !== component)).toEqual([]);
  expect(rungs.find(({ component }) => component === "cpu")!.rungs.at(-1)!.open(hostWith([]))).toHaveLength(1);
});

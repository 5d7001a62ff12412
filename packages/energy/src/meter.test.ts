import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test } from "@jest/globals";
import { conversionOf } from "./conversion-of.ts";
import { readHost } from "./hardware/host.ts";
import { readProcessor } from "./hardware/processor.ts";
import type { Meter, MeterOptions } from "./meter.ts";
import { createMeter } from "./meter.ts";
import { FakePowercap, constantLoad } from "./meters/test-powercap-tree.ts";
import { parseRecord } from "./parse-record.ts";
import { digestsHold } from "./record-digest.ts";

const nowhere = join(tmpdir(), "joulemark-nowhere");
const processor = { ...readProcessor(), family: "amd-epyc-zen4", wattsPerThread: 2, factor: 2 };
/** A machine without counters and without a cgroup to make: only models, and the process tree. */
const plain = readHost({ processor, virtualised: true, nvidiaSmi: nowhere, roots: { proc: "/proc", cgroup: nowhere, powercap: nowhere, hostShare: nowhere } });
const DE = conversionOf({ zone: "DE" });

const open: Meter[] = [];
const meterOf = async (options: MeterOptions = {}): Promise<Meter> => {
  const meter = await createMeter({ host: plain, ...options });
  open.push(meter);
  return meter;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((meter) => meter.close()));
});

const used = (): number => process.cpuUsage().user + process.cpuUsage().system;
const burn = (cpuMs: number): void => {
  const end = used() + cpuMs * 1000;
  while (used() < end);
};

test("a window's joules are its CPU seconds times the watts, with interval, method, boundary and source", async () => {
  const meter = await meterOf({ conversion: DE });
  const stop = await meter.start();
  burn(1200);
  const record = await stop();
  const { energy, carbon } = record;
  expect(record.cpuSeconds).toBeGreaterThan(1.1);
  expect(energy!.value).toBeCloseTo(record.cpuSeconds * 2, 9);
  expect(energy).toMatchObject({ unit: "J", method: "ESTIMATED", boundary: "PROCESS", source: expect.stringContaining("2 W per thread") as unknown });
  expect(energy!.interval!.high / energy!.value).toBeCloseTo(2, 9);
  expect(carbon!.value).toBeCloseTo((energy!.value / 3.6e6) * 342, 12);
  expect(record).toMatchObject({ schemaVersion: 2, water: null, facilityEnergy: null, costs: [{ kind: "ELECTRICITY", amount: record.cost }], constants: { wattsPerThread: 2, factor: 2 }, conversion: { grid: { zone: "DE", gramsPerKwh: 342 }, price: { currency: "EUR" } } });
  expect(record.components.map(({ name, energy: of, meter: by }) => [name, by, of === null])).toEqual(expect.arrayContaining([["cpu", "watts-per-thread", false], ["gpu", null, true]]));
  expect(record.flags).not.toContain("window-shorter-than-100-ticks");
});

test("the record says for every component which meter was taken, and why none above it", async () => {
  const meter = await meterOf();
  const { ladder } = await (await meter.start())();
  const of = (component: string) => ladder.filter((step) => step.component === component);
  expect(of("cpu").at(-1)).toMatchObject({ method: "watts-per-thread", taken: true });
  expect(of("cpu").slice(0, -1).every(({ taken, reason }) => !taken && reason.length > 0)).toBe(true);
  expect(of("gpu").at(-1)).toMatchObject({ method: "not-measured" });
  expect(of("capture").filter(({ taken }) => taken)).toHaveLength(1);
});

test("a record survives JSON, is read back as it was, and its digests hold", async () => {
  const meter = await meterOf({ conversion: DE });
  const record = await (await meter.start())();
  const read = parseRecord(JSON.stringify(record));
  expect(read).toEqual(record);
  expect(digestsHold(read)).toEqual({ method: true, readings: true });
});

test("what happens while it is paused is not in it", async () => {
  const meter = await meterOf();
  const stop = await meter.start();
  burn(50);
  stop.pause();
  const before = stop.soFar();
  burn(300);
  expect(stop.soFar()).toEqual(before);
  stop.resume();
  burn(50);
  const { cpuSeconds, flags } = await stop();
  expect(cpuSeconds).toBeLessThan(before.cpuSeconds + 0.25);
  expect(flags).toContain("zone-not-set");
});

test("a window inside another, and one beside it, each have their own part", async () => {
  const meter = await meterOf();
  const outer = await meter.start();
  burn(100);
  const inner = await meter.start();
  burn(300);
  const beside = await meter.start();
  burn(100);
  const innerRecord = await inner();
  burn(100);
  const [besideRecord, outerRecord] = [await beside(), await outer()];
  expect(innerRecord.cpuSeconds).toBeGreaterThan(0.35);
  expect(besideRecord.cpuSeconds).toBeLessThan(innerRecord.cpuSeconds);
  expect(outerRecord.cpuSeconds).toBeGreaterThan(innerRecord.cpuSeconds + 0.15);
});

test("a window that goes on after an interruption begins with what was carried, by the same meter", async () => {
  const meter = await meterOf();
  const first = await meter.start();
  burn(50);
  const carried = first.soFar();
  const record = await (await meter.start({ root: "self" }, { carried: { ...carried, cpuSeconds: 100, wallSeconds: 120, parts: carried.parts.map((part) => ({ ...part, joules: 200, lowJoules: 200, highJoules: 200 })) } }))();
  expect(record.cpuSeconds).toBeGreaterThanOrEqual(100);
  expect(record.energy!.value).toBeGreaterThanOrEqual(200);
  expect(record.components.filter(({ energy }) => energy)).toHaveLength(1);
  expect(record.flags).not.toContain("carried-from-another-meter");
});

test("what another machine's meter measured before stays a line of its own, and is in the sum", async () => {
  const meter = await meterOf();
  const elsewhere = { component: "cpu", meter: "rapl", method: "COUNTER", boundary: "COMPONENT", factor: 1.05, biasGroup: "rapl", source: "RAPL elsewhere", joules: 500, lowJoules: 500, highJoules: 500, attribution: { machineJoules: 500, activeJoules: 500, idleJoules: 0, unallocatedJoules: 0 } } as const;
  const record = await (await meter.start({ root: "self" }, { carried: { cpuSeconds: 10, wallSeconds: 10, joules: 500, parts: [elsewhere] } }))();
  expect(record.energy!.value).toBeGreaterThanOrEqual(500);
  expect(record.flags).toContain("carried-from-another-meter");
});

test("a checkpoint of the first release carries joules without a meter: they are counted", async () => {
  const meter = await meterOf();
  const { energy } = await (await meter.start({ root: "self" }, { carried: { cpuSeconds: 100, wallSeconds: 120, joules: 200 } }))();
  expect(energy!.value).toBeGreaterThanOrEqual(200);
});

test("a window of a few ticks says so and has a wider interval; an empty one measured 0, not nothing", async () => {
  const meter = await meterOf();
  const short = await meter.start();
  burn(60);
  const { energy, flags } = await short();
  expect(energy!.interval!.high / energy!.value).toBeGreaterThan(2.03); // the processor's factor alone gives 2
  if (process.platform === "linux") expect(flags).toContain("window-shorter-than-100-ticks");
  const empty = await (await meter.start({ root: "self" }, { paused: true }))();
  expect(empty.energy).toMatchObject({ value: 0, interval: { low: 0 } });
  expect(empty.energy!.interval!.high).toBeGreaterThan(0);
});

test("closing twice gives the same record, and a snapshot closes nothing", async () => {
  const meter = await meterOf();
  const stop = await meter.start();
  burn(30);
  const snapshot = stop.snapshot();
  burn(30);
  const record = await stop();
  expect(record.cpuSeconds).toBeGreaterThan(snapshot.cpuSeconds);
  expect(await stop()).toBe(record);
});

test("measuring says what it took itself, and keeps no process alive", async () => {
  const meter = await meterOf({ intervalSeconds: 0.05 });
  const stop = await meter.start();
  await new Promise((resolve) => setTimeout(resolve, 400));
  const { sampler } = await stop();
  expect(sampler).toMatchObject({ intervalSeconds: 0.05 });
  expect(sampler.samples).toBeGreaterThan(3);
  expect(sampler.cpuSeconds).toBeGreaterThan(0);
});

test("CPU time of every thread of the process counts", async () => {
  const meter = await meterOf();
  const stop = await meter.start();
  const worker = new Worker("const used = () => process.threadCpuUsage().user; const end = used() + 500e3; while (used() < end);", { eval: true });
  await once(worker, "exit");
  expect((await stop()).cpuSeconds).toBeGreaterThan(0.4);
});

const onLinux = process.platform === "linux" ? describe : describe.skip;
onLinux("on Linux", () => {
  test("a real child counts while it lives, and still after it was killed, once", async () => {
    const meter = await meterOf();
    const stop = await meter.start();
    const child = spawn(process.execPath, ["-e", "const used = () => process.cpuUsage().user + process.cpuUsage().system; while (used() < 600e3); console.log(used() / 1e6); setInterval(() => {}, 1e3)"]);
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    const spent = Number(said.toString());
    const living = stop.soFar();
    expect(living.cpuSeconds).toBeGreaterThan(spent * 0.9);
    child.kill("SIGKILL");
    await once(child, "exit");
    const { cpuSeconds } = await stop();
    expect(cpuSeconds).toBeGreaterThanOrEqual(living.cpuSeconds);
    expect(cpuSeconds).toBeLessThan(spent * 2);
  });

  test("a /proc that does not show this process is no reason to fail: its own time is measured, and the record says what is missing", async () => {
    const meter = await meterOf({ host: { ...plain, roots: { ...plain.roots, proc: nowhere } } });
    const stop = await meter.start();
    burn(50);
    const record = await stop();
    expect(record).toMatchObject({ coverage: null, scope: { mode: "own-process" }, flags: expect.arrayContaining(["children-not-seen"]) as unknown });
    expect(record.cpuSeconds).toBeGreaterThan(0.04);
  });

  test("a counter is read at both ends of the window, shared out by CPU time, and kept as it was read", async () => {
    const tree = new FakePowercap([{ path: "intel-rapl:0", name: "package-0", load: constantLoad(50) }]);
    try {
      const host = tree.host({ processor, roots: { ...plain.roots, powercap: tree.root } });
      const meter = await meterOf({ host, conversion: DE });
      const stop = await meter.start();
      burn(300);
      tree.goTo(10);
      const record = await stop();
      const cpu = record.components.find(({ name }) => name === "cpu")!;
      expect(cpu).toMatchObject({ meter: "rapl", energy: { method: "COUNTER", boundary: "COMPONENT" }, attribution: { machineJoules: expect.closeTo(500, 6) } });
      const { activeJoules, idleJoules, unallocatedJoules, share } = cpu.attribution!;
      expect(activeJoules + idleJoules + unallocatedJoules).toBeCloseTo(500, 6);
      expect(cpu.energy!.value).toBeCloseTo(share * 500, 6);
      expect(record.counters).toMatchObject([{ meter: "rapl", unit: "µJ", wraps: 0 }]);
      expect(record.counters[0]!.end - record.counters[0]!.start).toBeCloseTo(500e6, 0);
      expect(parseRecord(JSON.stringify(record))).toEqual(record);
    } finally {
      tree.remove();
    }
  });
});

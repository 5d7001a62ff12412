import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "@jest/globals";
import { readProcessor } from "./hardware/processor.ts";
import { createMeter } from "./meter.ts";

const processor = { ...readProcessor(), family: "amd-epyc-zen4", wattsPerThread: 2, factor: 2 };
const burn = (cpuMs: number): void => {
  const used = (): number => process.cpuUsage().user + process.cpuUsage().system;
  const end = used() + cpuMs * 1000;
  while (used() < end);
};

test("a window's joules are its CPU seconds times the watts, with interval, method, boundary and source", () => {
  const window = createMeter({ zone: "DE", processor }).start();
  burn(1200);
  const record = window.stop();
  expect(record.cpuSeconds).toBeGreaterThan(1.1);
  expect(record.energy.value).toBeCloseTo(record.cpuSeconds * 2, 9);
  expect(record.energy).toMatchObject({ unit: "J", method: "ESTIMATED", boundary: "PROCESS", source: expect.stringContaining("2 W per thread") as unknown });
  expect(record.energy.interval!.high / record.energy.value).toBeCloseTo(2, 9);
  expect(record.carbon.value).toBeCloseTo((record.energy.value / 3.6e6) * 342, 12);
  expect(record.cost).toMatchObject({ unit: "EUR" });
  expect(record.carbon.interval!.high / record.carbon.value).toBeGreaterThan(2);
  expect(record).toMatchObject({ schemaVersion: 1, water: null, costs: [{ kind: "ELECTRICITY", amount: record.cost }], components: [{ name: "cpu", energy: record.energy }], ladder: [{ component: "cpu", method: "cpu-time" }] });
  expect(record.flags).not.toContain("window-shorter-than-100-ticks");
  expect(record.constants).toMatchObject({ wattsPerThread: 2, factor: 2, zone: "DE", gridIntensityGramsPerKwh: 342, currency: "EUR" });
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
});

test("what happens while it is paused is not in it", () => {
  const window = createMeter({ zone: null, processor }).start();
  burn(50);
  window.pause();
  const before = window.soFar();
  burn(300);
  expect(window.soFar()).toEqual(before);
  window.resume();
  burn(50);
  const { cpuSeconds, flags } = window.stop();
  expect(cpuSeconds).toBeLessThan(before.cpuSeconds + 0.25);
  expect(flags).toContain("zone-not-set");
});

test("a window that goes on after an interruption begins with what was carried", () => {
  const window = createMeter({ zone: null, processor }).start({ carried: { cpuSeconds: 100, wallSeconds: 120, joules: 200 } });
  const { cpuSeconds, energy } = window.stop();
  expect(cpuSeconds).toBeGreaterThanOrEqual(100);
  expect(energy.value).toBeGreaterThanOrEqual(200);
});

test("a window of a few ticks says so and has a wider interval; an empty one measured 0, not nothing", () => {
  const meter = createMeter({ zone: null, processor });
  const short = meter.start();
  burn(60);
  const { energy, flags } = short.stop();
  expect(energy.interval!.high / energy.value).toBeGreaterThan(2.03); // the processor's factor alone gives 2
  if (process.platform === "linux") expect(flags).toContain("window-shorter-than-100-ticks");
  const empty = meter.start({ paused: true }).stop();
  expect(empty.energy).toMatchObject({ value: 0, interval: { low: 0 } });
  expect(empty.energy.interval!.high).toBeGreaterThan(0);
});

test("an unknown zone is refused when the meter is made, not when the work is done", () => {
  expect(() => createMeter({ zone: "Atlantis", processor })).toThrow(/Atlantis/);
});

test("CPU time of every thread of the process counts", async () => {
  const window = createMeter({ zone: null, processor }).start();
  const worker = new Worker("const used = () => process.threadCpuUsage ? process.threadCpuUsage().user : process.cpuUsage().user; const end = used() + 500e3; while (used() < end);", { eval: true });
  await once(worker, "exit");
  expect(window.stop().cpuSeconds).toBeGreaterThan(0.4);
});

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("a real child counts while it lives, and still after it was killed", async () => {
  const window = createMeter({ zone: null, processor }).start();
  const burnThenStay = "const used = () => process.cpuUsage().user + process.cpuUsage().system; while (used() < 600e3); console.log(used() / 1e6); setInterval(() => {}, 1e3)";
  const child = spawn(process.execPath, ["-e", burnThenStay]);
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const spent = Number(said.toString());
  const living = window.soFar();
  expect(spent).toBeGreaterThan(0.5);
  expect(living.cpuSeconds).toBeGreaterThan(spent * 0.9);
  child.kill("SIGKILL");
  await once(child, "exit");
  const record = window.stop();
  expect(record.cpuSeconds).toBeGreaterThanOrEqual(living.cpuSeconds);
  expect(record.cpuSeconds).toBeLessThan(spent * 2); // once, not living and ended together
  expect(record).toMatchObject({ coverage: null, flags: expect.arrayContaining(["detached-children-not-seen"]) as unknown });
});

/** A /proc that holds this process and what it is told. */
const proc = mkdtempSync(join(tmpdir(), "joulemark-proc-"));
afterAll(() => rmSync(proc, { recursive: true }));
const show = (pid: number, parent: number, [own, waited]: [number, number]): void => {
  mkdirSync(join(proc, String(pid)), { recursive: true });
  writeFileSync(join(proc, String(pid), "stat"), `${pid} (node) S ${parent} 1 1 0 -1 0 0 0 0 0 ${own} 0 ${waited} 0 20 0 1 0 5 0`);
};

onLinux("ticks of children are hundredths of a second, and a child that nobody waited for takes none back", () => {
  show(process.pid, 1, [0, 0]);
  const meter = createMeter({ zone: null, processor, root: { proc } });
  expect(meter.start().stop()).toMatchObject({ coverage: 1 });
  const window = meter.start();
  show(process.pid, 1, [0, 500]);
  show(999_999_999, process.pid, [300, 0]);
  const most = window.soFar().cpuSeconds;
  expect(most).toBeGreaterThanOrEqual(8);
  expect(most).toBeLessThan(10);
  rmSync(join(proc, "999999999"), { recursive: true });
  const record = window.stop();
  expect(record.cpuSeconds).toBeGreaterThanOrEqual(most);
  expect(record.coverage).toBeNull();
});

onLinux("a /proc that does not show this process is no reason to fail: its own time is measured, and the record says what is missing", () => {
  const window = createMeter({ zone: null, processor, root: { proc: join(proc, "nowhere") } }).start();
  burn(50);
  expect(window.stop()).toMatchObject({ coverage: null, flags: expect.arrayContaining(["children-not-seen"]) as unknown });
});

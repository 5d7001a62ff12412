import { expect, test } from "@jest/globals";
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
  expect(record).toMatchObject({ schemaVersion: 1, water: null, flags: [] });
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
  expect(energy.interval!.high / energy.value).toBeGreaterThan(2.0);
  if (process.platform === "linux") expect(flags).toContain("window-shorter-than-100-ticks");
  const empty = meter.start({ paused: true }).stop();
  expect(empty.energy).toMatchObject({ value: 0, interval: { low: 0 } });
  expect(empty.energy.interval!.high).toBeGreaterThan(0);
});

test("an unknown zone is refused when the meter is made, not when the work is done", () => {
  expect(() => createMeter({ zone: "Atlantis", processor })).toThrow(/Atlantis/);
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readHost } from "../hardware/host.ts";
import { constant } from "./constant.ts";
import { dramEstimate } from "./dram-estimate.ts";
import { loadCurve, packageWatts } from "./load-curve.ts";
import type { Host, ModelMeter, Rung, WorkSlice } from "./open-meter.ts";
import { wattsPerThread } from "./watts-per-thread.ts";

const processor = { model: "AMD EPYC 7713 64-Core Processor", family: "amd-epyc-zen3", threads: 4, wattsPerThread: 1.92, factor: 2.2 };
const metal = readHost({ processor, virtualised: false, machineThreads: 128, sockets: 1, memoryBytes: 256e9 });
const modelOf = (rung: Rung, host: Host = metal): ModelMeter => {
  const opened = rung.open(host);
  if (!Array.isArray(opened)) throw new Error(JSON.stringify(opened));
  return opened[0] as ModelMeter;
};

test.each([
  ["load-curve", modelOf(loadCurve), "cpu", 2.04, undefined],
  ["watts-per-thread", modelOf(wattsPerThread), "cpu", 2.2, ["dram"]],
  ["constant", modelOf(constant), "cpu", 3, ["dram"]],
  ["dram-estimate", modelOf(dramEstimate), "dram", 1.9, undefined],
])("%s is an estimate for the process, and tells its factor and what is in it", (id, meter, component, factor, covers) => {
  expect(meter).toMatchObject({ id, component, method: "ESTIMATED", boundary: "PROCESS", factor });
  expect(meter.covers).toEqual(covers);
});

describe("the load curve", () => {
  test("goes from 4 % of the TDP to 84 %", () => {
    expect(packageWatts(100, 0)).toBe(4);
    expect(packageWatts(100, 1)).toBeCloseTo(84, 12);
    expect(packageWatts(100, 0.5)).toBeCloseTo(4 + 80 * 0.5 ** 0.9, 12);
  });
  test("gives the work its share of CPU time: half of all at half load is half of the package", () => {
    expect(modelOf(loadCurve).joules({ seconds: 10, cpuSeconds: 320, machineCpuSeconds: 640 })).toBeCloseTo((packageWatts(225, 0.5) * 10) / 2, 9);
  });
  test("counts every socket", () => {
    const slice = { seconds: 10, cpuSeconds: 640, machineCpuSeconds: 640 };
    expect(modelOf(loadCurve, { ...metal, sockets: 2 }).joules(slice)).toBeCloseTo(2 * modelOf(loadCurve).joules(slice), 9);
  });
  test("takes full load where the machine's CPU time is hidden", () => {
    expect(modelOf(loadCurve).joules({ seconds: 10, cpuSeconds: 12.8, machineCpuSeconds: null })).toBeCloseTo(225 * 0.84 * 0.1, 9);
  });
  test("is not for a virtual machine, nor for a processor without TDP", () => {
    expect(loadCurve.open({ ...metal, virtualised: true })).toEqual({ unavailable: expect.stringMatching(/hypervisor/) as unknown });
    expect(loadCurve.open({ ...metal, processor: { ...processor, model: "Mystery 1" } })).toEqual({ unavailable: "the TDP of Mystery 1 is not in the table" });
  });
});

test("watts per thread are those of the generation, and none for an unknown one", () => {
  expect(modelOf(wattsPerThread).joules({ seconds: 1, cpuSeconds: 10, machineCpuSeconds: null })).toBeCloseTo(19.2, 12);
  expect(wattsPerThread.open({ ...metal, processor: { ...processor, family: "unknown" } })).toEqual({ unavailable: expect.stringMatching(/generation/) as unknown });
});
test("the constant does not look at the processor", () => {
  expect(modelOf(constant).joules({ seconds: 1, cpuSeconds: 10, machineCpuSeconds: null })).toBeCloseTo(31.5, 12);
});

describe("memory", () => {
  test("that is reserved for the work is its own, busy or not", () => {
    expect(modelOf(dramEstimate).joules({ seconds: 10, cpuSeconds: 0, machineCpuSeconds: 50, memoryBytes: 16e9 })).toBeCloseTo(60, 12);
  });
  test("without a reservation is the machine's in the share of CPU time", () => {
    expect(modelOf(dramEstimate).joules({ seconds: 10, cpuSeconds: 10, machineCpuSeconds: 40 })).toBeCloseTo((256 * 0.375 * 10) / 4, 9);
  });
  test("is the machine's in the share of threads where its CPU time is hidden", () => {
    expect(modelOf(dramEstimate).joules({ seconds: 10, cpuSeconds: 10, machineCpuSeconds: null })).toBeCloseTo((256 * 0.375 * 10) / 128, 9);
  });
});

const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
const slices: fc.Arbitrary<WorkSlice> = fc.record({ seconds: amount, cpuSeconds: amount, machineCpuSeconds: fc.option(amount) });
test.each([loadCurve, wattsPerThread, constant, dramEstimate].map((rung): [string, Rung] => [rung.id, rung]))("%s gives neither a negative energy nor an endless one, whatever the clocks show", (_, rung) => {
  fc.assert(fc.property(slices, (slice) => {
    const joules = modelOf(rung).joules(slice);
    return joules >= 0 && joules < Infinity;
  }));
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { MachineInterval } from "./ledger.ts";
import { shareOut } from "./ledger.ts";

const hundred: MachineInterval = { machineJoules: 100, seconds: 1, idleWatts: 40, machineThreads: 8, machineCpuSeconds: 4, works: [] };
const work = (id: string, cpuSeconds: number, reservedThreads: number) => ({ id, cpuSeconds, reservedThreads });

describe("a second of 100 J, 40 of them idle", () => {
  test("goes to works by CPU time and by reserved threads, the rest to nobody", () => {
    const { works, unallocatedJoules } = shareOut({ ...hundred, works: [work("a", 2, 2), work("b", 1, 4)] });
    expect(works).toEqual([{ id: "a", activeJoules: 30, idleJoules: 10, share: 0.4 }, { id: "b", activeJoules: 15, idleJoules: 20, share: 0.35 }]);
    expect(unallocatedJoules).toBeCloseTo(25, 12);
  });
  test("is all active where nobody knows what is idle", () => {
    expect(shareOut({ ...hundred, idleWatts: null, works: [work("a", 2, 8)] })).toEqual({ works: [{ id: "a", activeJoules: 50, idleJoules: 0, share: 0.5 }], unallocatedJoules: 50 });
  });
  test("goes whole to the works where nobody else can be seen", () => {
    expect(shareOut({ ...hundred, idleWatts: null, machineCpuSeconds: null, works: [work("a", 3, 1), work("b", 1, 1)] }).works.map(({ share }) => share)).toEqual([0.75, 0.25]);
  });
  test("is nobody's where nothing ran and nothing is reserved", () => expect(shareOut({ ...hundred, machineCpuSeconds: 0 }).unallocatedJoules).toBe(100));
  test("of which works show more CPU time than the machine is shared in proportion", () => {
    const { works, unallocatedJoules } = shareOut({ ...hundred, idleWatts: 0, works: [work("a", 3, 0), work("b", 3, 0)] });
    expect(works.map(({ activeJoules }) => activeJoules)).toEqual([50, 50]);
    expect(unallocatedJoules).toBe(0);
  });
  test("has no more idle power than power", () => {
    const { works } = shareOut({ ...hundred, idleWatts: 400, works: [work("a", 4, 8)] });
    expect(works[0]).toMatchObject({ activeJoules: 0, idleJoules: 100 });
  });
  test.each([["machineJoules", { machineJoules: -1 }], ["machineCpuSeconds", { machineCpuSeconds: NaN }], ["Work a", { works: [work("a", -1, 0)] }]])("is not shared out with a wrong %s", (name, wrong) => {
    expect(() => shareOut({ ...hundred, ...wrong })).toThrow(name);
  });
});

const amount = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true }));
const intervals: fc.Arbitrary<MachineInterval> = fc.record({
  machineJoules: amount, seconds: amount, idleWatts: fc.option(amount), machineThreads: fc.integer({ min: 1, max: 512 }), machineCpuSeconds: fc.option(amount),
  works: fc.array(fc.record({ id: fc.string(), cpuSeconds: amount, reservedThreads: fc.integer({ min: 0, max: 1024 }) }), { maxLength: 8 }),
});
test("parts and what is nobody's sum to the machine's, and none is negative, whatever works and clocks show", () => {
  fc.assert(
    fc.property(intervals, (interval) => {
      const { works, unallocatedJoules } = shareOut(interval);
      const parts = [unallocatedJoules, ...works.flatMap(({ activeJoules, idleJoules }) => [activeJoules, idleJoules])];
      const sum = parts.reduce((a, b) => a + b, 0);
      return parts.every((part) => part >= 0) && Math.abs(sum - interval.machineJoules) <= 1e-9 * interval.machineJoules && works.every(({ share }) => share >= 0 && share <= 1 + 1e-12);
    }),
    { numRuns: 2000 },
  );
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { MeterPart } from "./component-figures.ts";
import { componentFigures, totalEnergy, withCarried } from "./component-figures.ts";

const cpu: MeterPart = { component: "cpu", meter: "watts-per-thread", method: "ESTIMATED", boundary: "PROCESS", factor: 2.2, biasGroup: "specpower", source: "a model", joules: 100, lowJoules: 100, highJoules: 100, attribution: null };
const gpu: MeterPart = { component: "gpu", meter: "nvidia-smi", method: "COUNTER", boundary: "COMPONENT", factor: 1.05, biasGroup: "nvml", source: "a counter", joules: 50, lowJoules: 50, highJoules: 50, attribution: { machineJoules: 50, activeJoules: 50, idleJoules: 0, unallocatedJoules: 0 } };
const clock = { cpuSeconds: 10, tickSeconds: 0.01 };
const figuresOf = (...parts: MeterPart[]) => componentFigures(parts, clock, 2);

test("a counter that the work had for itself keeps the counter's factor; one that was shared is wider", () => {
  const [alone] = figuresOf(gpu);
  expect(alone).toMatchObject({ attribution: { rule: "exclusive", share: 1 } });
  expect(alone!.energy!.interval!.high).toBeCloseTo(50 * 1.05, 9);
  const [shared] = figuresOf({ ...gpu, joules: 20, lowJoules: 20, highJoules: 20, attribution: { ...gpu.attribution!, activeJoules: 20, unallocatedJoules: 30 } });
  expect(shared).toMatchObject({ attribution: { rule: "cpu-time", share: 0.4, unallocatedJoules: 30 } });
  expect(shared!.energy!.interval!.high).toBeGreaterThan(20 * 1.2);
});

test("a counter with an interval that was bounded only has those bounds inside its own", () => {
  const [figure] = figuresOf({ ...gpu, lowJoules: 45, highJoules: 80 });
  expect(figure!.energy!.interval!.low).toBeCloseTo(45 / 1.05, 9);
  expect(figure!.energy!.interval!.high).toBeCloseTo(80 * 1.05, 9);
});

test("a sum of one component is that component's figure, to the bit", () => {
  const figures = figuresOf(cpu);
  expect(totalEnergy([cpu], figures)).toBe(figures[0]!.energy);
});

test("a sum is as good as its weakest part: its method, and the widest boundary", () => {
  const total = totalEnergy([cpu, gpu], figuresOf(cpu, gpu));
  expect(total).toMatchObject({ unit: "J", method: "ESTIMATED", boundary: "COMPONENT" });
  expect(total!.source).toMatch(/cpu: a model; gpu: a counter/);
});

test("a part that may be 0 for all that is known leaves a sum with numbers: it adds nothing to the least, and its most to the most", () => {
  for (const lowJoules of [0, 1e-300]) {
    const parts = [cpu, { ...gpu, lowJoules }];
    const total = totalEnergy(parts, componentFigures(parts, clock, 2))!;
    expect(total.value).toBeGreaterThanOrEqual(150);
    expect(total.value).toBeLessThan(200);
    expect(total.interval!.low).toBeLessThanOrEqual(totalEnergy([cpu], figuresOf(cpu))!.interval!.low * (1 + 1e-9));
    expect(total.interval!.low).toBeGreaterThan(0);
    expect(total.interval!.high).toBeGreaterThan(total.value);
    expect(Number.isFinite(total.interval!.high)).toBe(true);
  }
});

test("nothing measured is null, not 0", () => {
  expect(totalEnergy([], [])).toBeNull();
});

test("what an earlier process used by the same meter is added; another machine's stays a line of its own", () => {
  const [sum, ...rest] = withCarried([cpu], [{ ...cpu, joules: 11, lowJoules: 10, highJoules: 12 }]);
  expect([sum!.joules, sum!.lowJoules, sum!.highJoules, rest]).toEqual([111, 110, 112, []]);
  const elsewhere = { ...cpu, source: "another machine's model", factor: 3 };
  expect(withCarried([cpu], [elsewhere])).toEqual([cpu, elsewhere]);
});

test("a sum lies within its interval, never below its parts' lower ends, and never loses joules", () => {
  const part = fc.record({ joules: fc.double({ min: 1e-6, max: 1e6, noNaN: true }), factor: fc.double({ min: 1, max: 4, noNaN: true }), biasGroup: fc.constantFrom("a", "b", "c") }).map(({ joules, factor, biasGroup }): MeterPart => ({ ...cpu, joules, lowJoules: joules, highJoules: joules, factor, biasGroup }));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const total = totalEnergy(parts, componentFigures(parts, clock, 2))!;
      const medians = parts.reduce((sum, { joules }) => sum + joules, 0);
      expect(total.interval!.low).toBeGreaterThan(0);
      expect(total.interval!.low).toBeLessThanOrEqual(total.value * (1 + 1e-9));
      expect(total.interval!.high).toBeGreaterThanOrEqual(total.value * (1 - 1e-9));
      expect(total.value).toBeGreaterThanOrEqual(medians * (1 - 1e-9)); // a sum of log-normal quantities leans upwards
    }),
  );
});

import { afterEach, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { OpenCapture } from "./capture/capture.ts";
import type { CounterMeter, ModelMeter } from "./meters/open-meter.ts";
import { Sampler } from "./sampler.ts";
import { WindowSums } from "./window.ts";

/** A machine by hand: its clock, its counter, and the CPU seconds of each scope. */
function machine() {
  const state = { at: 0, joules: 0, busySeconds: 0, cpuSeconds: {} as Record<string, number>, broken: false, pending: { joules: 0, lowJoules: 0, highJoules: 0 } };
  const figures = { id: "by-hand", component: "cpu", method: "COUNTER", boundary: "COMPONENT", factor: 1.05, biasGroup: "by-hand", source: "by hand", constants: {} } as const;
  const counter: CounterMeter = {
    ...figures, kind: "counter",
    read: () => ({ joules: state.joules, lowJoules: state.joules, highJoules: state.joules, pending: state.pending }),
    health: () => ({ reads: 0, failedReads: 0, wraps: 0, resets: 0, implausible: 0, filledSeconds: 0, flags: [] }),
    raw: () => [],
    close: () => undefined,
  };
  const model: ModelMeter = { ...figures, id: "model", method: "ESTIMATED", boundary: "PROCESS", kind: "model", joules: ({ cpuSeconds }) => cpuSeconds * 2 };
  const sampler = new Sampler({ meters: [counter, model], now: () => state.at, machineCpuSeconds: () => state.busySeconds, machineThreads: 4, idleWatts: {}, intervalSeconds: 3600 });
  const capture = (root: string): OpenCapture => {
    const from = state.cpuSeconds[root] ?? 0;
    return {
      mode: "process-tree", tickSeconds: 0.01,
      read() {
        if (state.broken) throw new Error("unreadable");
        return (state.cpuSeconds[root] ?? 0) - from;
      },
      coverage: () => ({ share: 1, flags: [] }),
      close: () => undefined,
    };
  };
  const follow = (root: "self" | number) => sampler.follow(root, 4, () => capture(String(root)));
  /** Lets time pass: works use CPU seconds, others as well, and the machine draws joules. */
  const pass = (seconds: number, joules: number, used: Record<string, number>, others = 0): void => {
    state.at += seconds;
    state.joules += joules;
    for (const [root, cpuSeconds] of Object.entries(used)) state.cpuSeconds[root] = (state.cpuSeconds[root] ?? 0) + cpuSeconds;
    state.busySeconds += Object.entries(used).reduce((sum, [root, cpuSeconds]) => sum + (used["self"] !== undefined && root !== "self" ? 0 : cpuSeconds), 0) + others;
    sampler.sample();
  };
  return { sampler, state, follow, pass };
}

const open: Sampler[] = [];
const started = (): ReturnType<typeof machine> => {
  const made = machine();
  open.push(made.sampler);
  return made;
};
afterEach(() => open.splice(0).forEach((sampler) => sampler.close()));

test("a counter is shared by CPU time, and what nobody known used is nobody's", () => {
  const { follow, pass } = started();
  const [a, b] = [follow(1), follow(2)];
  pass(10, 100, { 1: 2, 2: 3 }, 5);
  expect([a.sums.meters[0]!.joules, b.sums.meters[0]!.joules, a.sums.meters[0]!.unallocatedJoules]).toEqual([20, 30, 50].map((joules) => expect.closeTo(joules, 9)));
  expect(a.sums.meters[1]!.joules).toBeCloseTo(4, 9); // the model looks at the work alone
});

test("works side by side and what is nobody's make the machine's counter, whatever happens", () => {
  const slice = fc.record({ seconds: fc.double({ min: 0.01, max: 20, noNaN: true }), joules: fc.double({ min: 0, max: 5000, noNaN: true }), one: fc.double({ min: 0, max: 20, noNaN: true }), two: fc.double({ min: 0, max: 20, noNaN: true }), others: fc.double({ min: 0, max: 20, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(slice, { minLength: 1, maxLength: 20 }), (slices) => {
      const { follow, pass, sampler } = machine();
      const works = [follow(1), follow(2)];
      for (const { seconds, joules, one, two, others } of slices) pass(seconds, joules, { 1: one, 2: two }, others);
      sampler.close();
      const [a, b] = works.map(({ sums }) => sums.meters[0]!) as [(typeof works)[0]["sums"]["meters"][0], (typeof works)[0]["sums"]["meters"][0]];
      expect(a.joules + b.joules + a.unallocatedJoules).toBeCloseTo(slices.reduce((sum, { joules }) => sum + joules, 0), 6);
      expect(Math.min(a.joules, b.joules, a.unallocatedJoules)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("a window inside another has its own part, and takes nothing from the outer one", () => {
  const { sampler, follow, pass } = started();
  const outerWork = follow("self");
  const outer = new WindowSums(sampler, outerWork);
  outer.resume();
  pass(1, 10, { self: 1 });
  const inner = new WindowSums(sampler, follow("self"));
  inner.resume();
  pass(1, 30, { self: 1 });
  inner.pause();
  pass(1, 50, { self: 1 });
  outer.pause();
  expect(inner.soFar().meters[0]!.joules).toBeCloseTo(30, 9);
  expect(outer.soFar().meters[0]!.joules).toBeCloseTo(90, 9);
});

test("what happens while a window is paused is not in it", () => {
  const { sampler, follow, pass } = started();
  const window = new WindowSums(sampler, follow(1));
  window.resume();
  pass(2, 10, { 1: 1 });
  window.pause();
  pass(2, 1000, { 1: 2 });
  window.resume();
  pass(3, 10, { 1: 1 });
  expect(window.soFar()).toMatchObject({ wallSeconds: 5, cpuSeconds: 2 });
  expect(window.soFar().meters[0]!.joules).toBeCloseTo(20, 9);
});

test("CPU seconds that cannot be read stop nothing: they are counted when they can be read again, and the failures are told", () => {
  const { sampler, follow, pass, state } = started();
  const work = follow(1);
  pass(1, 10, { 1: 1 });
  state.broken = true;
  pass(1, 10, { 1: 1 });
  expect(work.sums.cpuSeconds).toBe(1);
  expect(sampler.failuresOf(1)).toBe(1);
  state.broken = false;
  pass(1, 10, { 1: 1 });
  expect(work.sums.cpuSeconds).toBe(3);
});

test("a scope is followed until its last window leaves it", () => {
  const { sampler, follow } = started();
  const work = follow(1);
  expect(follow(1)).toBe(work);
  sampler.leave(1);
  expect(follow(1)).toBe(work);
  sampler.leave(1);
  sampler.leave(1);
  expect(follow(1)).not.toBe(work);
});

test("joules that are still uncertain when a window ends are in its bounds, once; those from before it are not", () => {
  const { sampler, follow, pass, state } = started();
  const window = new WindowSums(sampler, follow(1));
  state.pending = { joules: 5, lowJoules: 0, highJoules: 50 };
  pass(1, 0, { 1: 1 });
  window.resume();
  pass(1, 0, { 1: 1 });
  state.pending = { joules: 10, lowJoules: 0, highJoules: 100 };
  pass(1, 0, { 1: 1 });
  expect(window.soFar().meters[0]).toMatchObject({ joules: 5, lowJoules: 0, highJoules: 100 });
  state.pending = { joules: 0, lowJoules: 0, highJoules: 0 };
  pass(1, 20, { 1: 1 }); // read again: 20 J since the last good reading, some of them from before the window
  const { joules, lowJoules, highJoules } = window.soFar().meters[0]!;
  expect(highJoules).toBe(20);
  expect(lowJoules).toBe(0);
  expect(joules).toBe(15);
});

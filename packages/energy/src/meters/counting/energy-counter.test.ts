import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { joulesBetween } from "./counter-window.ts";
import type { CounterReading } from "../open-meter.ts";
import { countEnergy } from "./energy-counter.ts";

const LIMIT_WATTS = 300;
const limits = { maxRange: 65_712_999_613, limitWatts: LIMIT_WATTS, slackSeconds: 0.1, stuckSeconds: 10 };

/** Reads values a second apart. */
function counted(values: (number | null)[], more: Partial<typeof limits> | { maxRange: null } = {}) {
  const counter = countEnergy({ ...limits, ...more }, { microjoules: values[0]!, at: 0 });
  values.slice(1).forEach((microjoules, index) => counter.advance({ microjoules, at: index + 1 }));
  return { ...counter.reading(), ...counter.health() };
}

describe("a counter", () => {
  test("that rises adds up", () => expect(counted([5e6, 55e6, 155e6])).toMatchObject({ joules: 150, lowJoules: 150, highJoules: 150, flags: [], reads: 3 }));
  test("that wraps goes on", () => expect(counted([65_712_999_613 - 5e6, 7e6]).joules).toBeCloseTo(12, 9));
  test("that cannot be read is covered by its next reading, and says so", () => {
    expect(counted([0, null, 100e6])).toMatchObject({ joules: 100, highJoules: 100, failedReads: 1, flags: ["failed-read"] });
  });
  test("whose last reading failed has what may be missing pending", () => {
    expect(counted([0, 50e6, null])).toMatchObject({ joules: 50, pending: { joules: 50, lowJoules: 0, highJoules: LIMIT_WATTS } });
  });
  test("that rises faster than can be is put aside, then filled from both neighbours and bounded", () => {
    expect(counted([0, 50e6, 20_000e6, 20_100e6])).toMatchObject({ joules: 50 + 75 + 100, lowJoules: 150, highJoules: 150 + LIMIT_WATTS, implausible: 1, filledSeconds: 1, flags: ["implausible-counter"] });
  });
  test("that shows one wrong value loses nothing", () => {
    expect(counted([10_000e6, 10_050e6, 0, 10_150e6])).toMatchObject({ joules: 150, lowJoules: 150, highJoules: 150, implausible: 1, resets: 0 });
  });
  test("that begins anew, of unknown range, has a hole of one interval, filled and bounded", () => {
    expect(counted([10_000e6, 10_050e6, 20e6, 70e6], { maxRange: null })).toMatchObject({ joules: 150, lowJoules: 100, highJoules: 100 + LIMIT_WATTS, resets: 1, flags: ["counter-reset"] });
  });
  test("that does not move for long is not believed to have drawn nothing", () => {
    const { joules, pending, flags } = counted([0, 50e6, ...Array.from({ length: 11 }, () => 50e6)]);
    expect({ joules, flags }).toEqual({ joules: 50, flags: ["stuck-counter"] });
    expect(pending).toEqual({ joules: 550, lowJoules: 0, highJoules: 11 * LIMIT_WATTS });
  });
});

test("two readings at the same moment are no infinite power", () => {
  const counter = countEnergy(limits, { microjoules: 0, at: 1 });
  counter.advance({ microjoules: 10e6, at: 1 });
  expect(counter.reading()).toMatchObject({ joules: 10, highJoules: 10 });
  expect(counter.watts()).toBeNull();
});

/** What may happen in a second. */
const second = fc.record({
  watts: fc.integer({ min: 1, max: LIMIT_WATTS }),
  fault: fc.oneof({ weight: 6, arbitrary: fc.constant("none") }, fc.constantFrom("fails", "shows 0", "shows too much", "begins anew", "jumps", "sleeps")),
});

const jumps = ["begins anew", "jumps", "sleeps"];

/** Readings with their truth, for a counter that does what it is told. */
function play(seconds: { watts: number; fault: string }[], maxRange: number | null, start: number): { truth: number; reading: CounterReading }[] {
  const counter = countEnergy({ ...limits, maxRange }, { microjoules: start, at: 0 });
  let [truth, value] = [0, start];
  return [
    { truth, reading: counter.reading() },
    ...seconds.map(({ watts, fault }, index) => {
      truth += watts;
      value += watts * 1e6;
      if (fault === "begins anew" || fault === "sleeps") value = watts * 1e6;
      if (fault === "jumps") value += 5_000e6;
      if (maxRange !== null) value %= maxRange;
      const shown = fault === "fails" ? null : fault === "shows 0" ? 0 : fault === "shows too much" ? value + 9_000e6 : value;
      counter.advance({ microjoules: shown, at: index + 1, slept: fault === "sleeps" });
      return { truth, reading: counter.reading() };
    }),
  ];
}

const cases: [name: string, maxRange: number | null, start: fc.Arbitrary<number>][] = [
  ["of known range", 65_712_999_613, fc.integer({ min: 10_000e6, max: 40_000e6 })],
  ["of unknown range", null, fc.integer({ min: 10_000e6, max: 40_000e6 })],
];
describe.each(cases)("a counter %s, whatever happens to it", (_, maxRange, starts) => {
  // A counter that jumps twice may come back to where it would have been, and a wrong value beside a jump looks like a part of it: nothing could tell.
  const tellable = (seconds: { watts: number; fault: string }[]) => {
    const jump = seconds.findIndex(({ fault }) => jumps.includes(fault));
    const allowed = (fault: string, index: number): boolean => fault === "fails" || index === jump || (!jumps.includes(fault) && (jump < 0 || Math.abs(index - jump) > 3));
    return seconds.map((each, index) => (allowed(each.fault, index) ? each : { ...each, fault: "none" }));
  };
  const anything = fc.tuple(fc.array(second, { minLength: 1, maxLength: 20 }).map(tellable), starts);

  test("has sums and bounds that never fall, in their order, and bounds that never close", () => {
    fc.assert(
      fc.property(anything, ([seconds, start]) => {
        const readings = play(seconds, maxRange, start).map(({ reading }) => reading);
        readings.slice(1).forEach((now, index) => {
          const before = readings[index]!;
          const rose = now.joules >= before.joules && now.lowJoules >= before.lowJoules;
          const wider = now.highJoules - now.joules >= before.highJoules - before.joules - 1e-6 && now.joules - now.lowJoules >= before.joules - before.lowJoules - 1e-6;
          const ordered = now.pending.lowJoules <= now.pending.joules && now.pending.joules <= now.pending.highJoules;
          if (!rose || !wider || !ordered) throw new Error(`${JSON.stringify(before)} → ${JSON.stringify(now)}`);
        });
      }),
    );
  });

  test("has the truth of every window inside its bounds", () => {
    fc.assert(
      fc.property(anything, ([seconds, start]) => {
        const played = play(seconds, maxRange, start);
        played.forEach((begin, from) =>
          played.slice(from).forEach((end) => {
            const { lowJoules, joules, highJoules } = joulesBetween(begin.reading, end.reading);
            const truth = end.truth - begin.truth;
            const held = 0 <= lowJoules && lowJoules <= joules && joules <= highJoules && lowJoules - 1e-6 <= truth && truth <= highJoules + 1e-6;
            if (!held) throw new Error(`${truth} J, but ${joules} J in [${lowJoules}, ${highJoules}]`);
          }),
        );
      }),
      { numRuns: 300 },
    );
  });
});

import { afterEach, describe, expect, test } from "@jest/globals";
import { tdpOf } from "../hardware/tdp.ts";
import { openLadder } from "./ladder.ts";
import type { CounterMeter } from "./open-meter.ts";
import { FakePowercap } from "./test-powercap-tree.ts";
import { countEnergy } from "./counting/energy-counter.ts";

/** Inputs and expected values of other tools' own tests (CodeCarbon 3.3.0, Zeus), written anew from their formulas. */

const trees: FakePowercap[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

/** µJ that a counter of a given range counts over what it shows; of ranges so small that a limit of mW keeps them apart. */
function microjoulesOf(maxRange: number, shown: number[], limitWatts: number): { microjoules: number; wraps: number } {
  const counter = countEnergy({ maxRange, limitWatts, slackSeconds: 0, stuckSeconds: 10 }, { microjoules: shown[0]!, at: 0 });
  shown.slice(1).forEach((microjoules, index) => counter.advance({ microjoules, at: index + 1 }));
  return { microjoules: counter.reading().joules * 1e6, wraps: counter.health().wraps };
}

describe("counters", () => {
  test("CodeCarbon, test_energy: from 100 over a maximum of 105 to 10 is 15 µJ", () => {
    const counted = microjoulesOf(105, [100, 10], 100e-6);
    expect(counted.microjoules).toBeCloseTo(15, 9);
    expect(counted.wraps).toBe(1);
  });
  test("Zeus, test_rapl: 90,000 µJ without a wrap are 90 mJ", () => expect(microjoulesOf(100_000, [0, 90_000], 0.09).microjoules).toBeCloseTo(90_000, 6));
  test("Zeus, test_rapl: 80,000 µJ after five wraps at 100,000 are 580 mJ", () => {
    const shown = [0, 60_000, 20_000, 80_000, 40_000, 0, 60_000, 20_000, 80_000, 40_000, 80_000];
    expect(microjoulesOf(100_000, shown, 0.0601).microjoules).toBeCloseTo(580_000, 6);
    expect(microjoulesOf(100_000, shown, 0.0601).wraps).toBe(5);
  });
  test("Zeus, test_rapl: every fall of what is polled is a wrap, eight of them", () => {
    const shown = Array.from({ length: 17 }, (_, index) => (index % 2 === 0 ? 45_000 : 95_000));
    expect(microjoulesOf(100_000, shown, 0.0551).wraps).toBe(8);
  });
  test("CodeCarbon's gap between decimal places: 12 J over a wrap are 12 J, not 12.0000096", () => {
    expect(microjoulesOf(262_143_328_850, [262_143_328_850 - 5e6, 7e6], 100).microjoules).toBe(12_000_000);
  });
});

test("CodeCarbon, test_cpu: of a package and a platform counter one is counted, and the first reading is 0 J", async () => {
  const tree = new FakePowercap([
    { path: "intel-rapl:0", name: "package-0", load: () => 0, start: 52_649_883_221 },
    { path: "intel-rapl:1", name: "psys", load: () => 0, start: 117_870_082_040 },
  ]);
  trees.push(tree);
  const counters = (await openLadder(tree.host())).meters.filter((meter): meter is CounterMeter => meter.kind === "counter");
  expect(counters.map(({ component }) => component)).toEqual(["machine"]); // CodeCarbon counts the package unless told otherwise: psys has it inside
  expect(counters[0]!.read()).toMatchObject({ joules: 0, highJoules: 0 });
});

test.each([["Intel(R) Core(TM) i7-8850H CPU @ 2.60GHz", 45], ["AMD Ryzen Threadripper 1950X 16-Core Processor", 180]])("CodeCarbon, test_cpu: the TDP of %s is %d W", (model, watts) => {
  expect(tdpOf(model)?.tdpWatts).toBe(watts);
});
test("CodeCarbon, test_cpu: there is no Intel 5800K", () => expect(tdpOf("Intel 5800K")).toBeNull());

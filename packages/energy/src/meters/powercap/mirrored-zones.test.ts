import { describe, expect, test } from "@jest/globals";
import { sumOfZones, watchMirror } from "./mirrored-zones.ts";
import { countEnergy } from "../counting/energy-counter.ts";

const limits = { maxRange: null, limitWatts: 500, slackSeconds: 0.1, stuckSeconds: 10 };

/** Two counters read a second apart, in J. */
function watched(first: number[], second: number[]) {
  const pair = [first, second].map((values) => countEnergy(limits, { microjoules: values[0]! * 1e6, at: 0 }));
  const watch = watchMirror(pair[0]!, pair[1]!);
  const states = first.slice(1).map((_, index) => {
    pair.forEach((counter, which) => counter.advance({ microjoules: Math.round([first, second][which]![index + 1]! * 1e6), at: index + 1 }));
    watch.observe();
    return watch.state();
  });
  return { states, readings: pair.map((counter) => counter.reading()) };
}
const rising = (step: number, from = 0): number[] => Array.from({ length: 7 }, (_, index) => from + index * step);

describe("two counters", () => {
  test("that take the same steps mirror each other from the fifth on", () => {
    expect(watched(rising(50), rising(50, 1000)).states).toEqual([...Array<string>(4).fill("undecided"), "mirrored", "mirrored"]);
  });
  test("that take other steps are two at once", () => expect(watched(rising(50), rising(70)).states[0]).toBe("distinct"));
  test("that drift apart slowly are two in the end", () => expect(watched(rising(30), rising(30.01)).states.at(-1)).toBe("distinct"));
  test("that show one register still mirror where one was read a step later", () => {
    const late = rising(50).map((joules, index) => joules + (index === 2 ? 0.06 : 0));
    expect(watched(rising(50), late).states.at(-1)).toBe("mirrored");
  });
  test("that mirrored and then part are two", () => {
    const parting = rising(50).map((joules, index) => joules + (index > 5 ? 20 : 0));
    expect(watched(rising(50), parting).states.slice(-2)).toEqual(["mirrored", "distinct"]);
  });
  test("that stand still decide nothing", () => expect(watched(rising(0), rising(0)).states.at(-1)).toBe("undecided"));
});

test("a sum has mirrored ones once, and undecided ones pending", () => {
  const [reading] = watched([0, 100], [0, 100]).readings;
  const first = { reading: reading!, state: "distinct" } as const;
  expect(sumOfZones([first, { reading: reading!, state: "distinct" }]).joules).toBe(200);
  expect(sumOfZones([first, { reading: reading!, state: "mirrored" }])).toMatchObject({ joules: 100, pending: { highJoules: 0 } });
  expect(sumOfZones([first, { reading: reading!, state: "undecided" }])).toMatchObject({ joules: 100, pending: { joules: 0, highJoules: 100 } });
});

import { expect, test } from "@jest/globals";
import { passes, playTrace, traces } from "./test-traces.ts";

test.each(traces)("$name: within 1 %, or flagged and the truth inside the bounds", async (trace) => {
  const played = await playTrace(trace);
  expect(passes(played) ? null : played).toBeNull();
  expect(played.flags).toEqual(expect.arrayContaining(trace.flags ?? []));
  expect(played.components).toEqual(trace.components ?? ["cpu"]);
  if (trace.flags || trace.byHost) return;
  // Counters in order are exact, and nothing is said of them.
  expect(played.flags).toEqual([]);
  for (const joules of [played.joules, played.lowJoules, played.highJoules]) expect(joules / played.truthJoules).toBeCloseTo(1, 6);
});

test("a result that is off and says nothing does not pass", () => {
  const silent = { name: "", truthJoules: 100, joules: 150, lowJoules: 50, highJoules: 200, errorPercent: 50, flags: [], components: [], fell: false };
  expect([passes(silent), passes({ ...silent, flags: ["word"] }), passes({ ...silent, flags: ["word"], highJoules: 90 })]).toEqual([false, true, false]);
});

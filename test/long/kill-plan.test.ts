import { expect, test } from "@jest/globals";
import { killPlan } from "./kill-plan.ts";

test("the same seed plans the same kills, another seed others", () => {
  expect(killPlan(7, 300, 3)).toEqual(killPlan(7, 300, 3));
  expect(killPlan(8, 300, 3)).not.toEqual(killPlan(7, 300, 3));
});

test.each([1, -2_000_000_000, 2_147_483_647])("the plan of seed %p fills its time with kills of both kinds, and no more", (seed) => {
  const plan = killPlan(seed, 300, 3);
  const endMs = plan.reduce((sum, { waitMs }) => sum + waitMs, 0);
  expect(endMs).toBeLessThanOrEqual(300_000);
  expect(endMs).toBeGreaterThan(295_000);
  for (const victim of ["worker", "engine"] as const) expect(plan.filter((kill) => kill.victim === victim).length).toBeGreaterThan(plan.length / 4);
  for (const { choice } of plan) expect(choice >= 0 && choice < 1).toBe(true);
});

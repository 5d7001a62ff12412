import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { lossesOf } from "./lane-losses.ts";

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const ours = (id: string): number[] => lossesOf([process.execPath, file("engine-lane.mjs")], id);

function expectNear(losses: number[], expected: number[], relative: number): void {
  expect(losses).toHaveLength(expected.length);
  losses.forEach((loss, epoch) => expect(Math.abs(loss / expected[epoch]! - 1)).toBeLessThan(relative));
}

test.each(["784-64-10", "784-64-10-distilled", "evaluation"])("our trainer and the same step as raw operations do the same work on %s", (id) => {
  expectNear(lossesOf([process.execPath, file("raw-step-lane.mjs")], id), ours(id), 1e-5);
});

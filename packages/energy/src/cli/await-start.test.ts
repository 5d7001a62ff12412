import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { Job } from "../decide/schedule.ts";
import { awaitStart } from "./await-start.ts";

const folder = mkdtempSync(join(tmpdir(), "joulemark-await-"));
beforeAll(() => void jest.spyOn(process.stderr, "write").mockReturnValue(true));
afterAll(() => rmSync(folder, { recursive: true }));

const SLOT_MS = 1_800_000;
/** A clock that was this long before a whole half hour when the test began. */
function clockBefore(ms: number) {
  const began = Date.now();
  const edge = Math.ceil(began / SLOT_MS) * SLOT_MS;
  return { edge, now: () => new Date(edge - ms + (Date.now() - began)) };
}
function signalFile(name: string, edge: number, gramsPerKwh: number[]): string {
  const path = join(folder, name);
  const rows = gramsPerKwh.map((grams, k) => `${new Date(edge + (k - 1) * SLOT_MS).toISOString()},${grams}`);
  writeFileSync(path, ["# zone: DE", "# kind: average", "# source: a test", "time,gramsPerKwh", ...rows].join("\n"));
  return path;
}
const job = (edge: number): Job => ({ seconds: { p50: 600, p90: 900 }, watts: 40, pue: null, deadline: new Date(edge + SLOT_MS), pause: null });

test("it waits until the cleaner half hour begins, then starts", async () => {
  const { edge, now } = clockBefore(1500);
  const { plan } = await awaitStart(signalFile("cleaner.csv", edge, [400, 100]), job(edge), { now, lookAgainMs: 200 });
  expect(plan).toMatchObject({ decision: "start-later", reason: "saves-carbon" });
  expect(now().getTime()).toBeGreaterThanOrEqual(edge);
  expect(Date.parse(plan!.latestEnd)).toBeLessThanOrEqual(edge + SLOT_MS);
});
test("it starts at once where nothing is cleaner, or no delay was allowed", async () => {
  const { edge, now } = clockBefore(900_000);
  const path = signalFile("dirtier.csv", edge, [100, 400]);
  expect((await awaitStart(path, job(edge), { now })).plan?.reason).toBe("cleanest-now");
  expect((await awaitStart(path, { ...job(edge), deadline: null }, { now })).plan?.reason).toBe("no-deadline");
});
test("a forecast that changes while it waits is followed", async () => {
  const { edge, now } = clockBefore(900_000);
  const path = signalFile("changing.csv", edge, [400, 100]);
  setTimeout(() => signalFile("changing.csv", edge, [100, 400]), 300);
  expect((await awaitStart(path, job(edge), { now, lookAgainMs: 50 })).plan?.reason).toBe("cleanest-now");
});
test("a signal that is gone while it waits is no reason to wait on", async () => {
  const { edge, now } = clockBefore(900_000);
  const path = signalFile("gone.csv", edge, [400, 100]);
  setTimeout(() => rmSync(path), 300);
  expect((await awaitStart(path, job(edge), { now, lookAgainMs: 50 })).plan).toMatchObject({ decision: "run-now", explanation: expect.stringMatching(/^Runs now: the signal can no longer be read \(.*ENOENT/) });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { attemptTotals, heardWorkers, oldestQueuedSeconds, runsByState, storedBytes } from "./installation-figures.ts";
import { beat, byExpiry, byToken, claimNext, endAttempt } from "./run-queue.ts";
import type { EndOfAttempt } from "./run-queue.ts";
import { openTestDatabase } from "./test-database.ts";
import type { TestDatabase } from "./test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const sha = (digit: string): string => digit.repeat(64);

async function queue(runs: number, { suspended = false, waitedSeconds = 0 } = {}): Promise<{ institutionId: string; slug: string }> {
  const { db } = database;
  const slug = randomUUID();
  const { id: institutionId } = await db.institution.create({ data: { slug, name: slug, type: "COMPANY", approvedAt: new Date(), suspendedAt: suspended ? new Date() : null, maxRunning: 20 } });
  const { id: projectId } = await db.project.create({ data: { slug, name: slug } });
  const { id: experimentId } = await db.experiment.create({ data: { projectId, institutionId, name: slug, taskSlug: "digits", specification: {}, visibility: "PROJECT", submittedBy: "test" } });
  await db.run.createMany({ data: Array.from({ length: runs }, (_, seed) => ({ experimentId, projectId, institutionId, seed, position: seed, queuedAt: new Date(Date.now() - waitedSeconds * 1000) })) });
  return { institutionId, slug };
}
let tokens = 0;
async function take(institutionId: string, workerId = "w") {
  const tokenSha256 = String(++tokens).padStart(64, "0");
  const claimed = (await claimNext(database.db, { institutionId, tokenSha256, workerId, workerName: workerId, backend: "b", hardwareClass: "cpu/test/1", zone: null }))!;
  return { ...claimed, tokenSha256 };
}
const lost: EndOfAttempt = { attempt: "LOST", by: "LEASE", run: "QUEUED", failure: null, energyJoules: 3 };

test("the oldest run waits as long as it was queued; one of a suspended institution, or put off, waits for no worker", async () => {
  expect(await oldestQueuedSeconds(database.db)).toBeNull();
  await queue(1, { suspended: true, waitedSeconds: 9_000 });
  const { institutionId } = await queue(2, { waitedSeconds: 500 });
  await database.db.run.updateMany({ where: { institutionId, seed: 0 }, data: { queuedAt: new Date(Date.now() - 9_000_000), notBefore: new Date(Date.now() + 60_000) } });
  const seconds = await oldestQueuedSeconds(database.db);
  expect(seconds).toBeGreaterThanOrEqual(499);
  expect(seconds).toBeLessThan(9_000);
  expect(await runsByState(database.db)).toEqual([{ state: "QUEUED", runs: 3 }]);
});

test("an attempt is counted once, when it ends, with the method of its report and what it used beyond its checkpoint", async () => {
  const { db } = database;
  const { institutionId } = await queue(4);
  const [reported, expired, released, again] = [await take(institutionId), await take(institutionId), await take(institutionId), await take(institutionId)];
  expect(await attemptTotals(db)).toEqual([]);
  await db.$transaction(async (tx) => {
    await endAttempt(tx, byToken(reported), { attempt: "SUCCEEDED", by: "REPORT", run: "SUCCEEDED", failure: null, energyJoules: 10 });
    await tx.measurement.create({ data: { runId: reported.runId, quantity: "TRAINING_ENERGY", value: 10, unit: "J", method: "COUNTER", boundary: "COMPONENT", source: "a test" } });
  });
  await db.run.update({ where: { id: expired.runId }, data: { leaseUntil: new Date(0) } });
  expect(await Promise.all([1, 2, 3].map(() => endAttempt(db, byExpiry(expired.runId, 1), lost)))).toEqual(expect.arrayContaining([null, null]));
  await endAttempt(db, byToken(released), { ...lost, by: "RELEASE", energyJoules: null });
  await db.attempt.update({ where: { runId_number: { runId: again.runId, number: 1 } }, data: { startEnergyJoules: 40 } });
  await endAttempt(db, byToken(again), { ...lost, energyJoules: 44.5 });

  const totals = (await attemptTotals(db)).toSorted((a, b) => a.energyJoules - b.energyJoules);
  expect(totals).toEqual([
    { outcome: "LOST", endedBy: "RELEASE", method: "UNKNOWN", boundary: "UNKNOWN", attempts: 1, energyJoules: 0 },
    { outcome: "LOST", endedBy: "LEASE", method: "UNKNOWN", boundary: "UNKNOWN", attempts: 2, energyJoules: 7.5 },
    { outcome: "SUCCEEDED", endedBy: "REPORT", method: "COUNTER", boundary: "COMPONENT", attempts: 1, energyJoules: 10 },
  ]);
  await db.experiment.deleteMany({ where: { institutionId } });
  expect(await attemptTotals(db)).toHaveLength(3); // what was used was used
});

test("attempts that end at the same time are all counted, and none waits for another until its end", async () => {
  const { db } = database;
  // Of two institutions, since the row of one is locked while its attempt ends.
  const [{ institutionId }, other] = [await queue(11), await queue(1)];
  const held = [await take(other.institutionId)];
  while (held.length < 12) held.push(await take(institutionId));
  const done: EndOfAttempt = { attempt: "CANCELLED", by: "REPORT", run: "CANCELLED", failure: null, energyJoules: 1 };
  await db.$transaction(async (tx) => {
    await endAttempt(tx, byToken(held[0]!), done);
    expect(await endAttempt(db, byToken(held[1]!), done)).not.toBeNull(); // commits while this transaction is open
  });
  await Promise.all(held.slice(2).map((one) => endAttempt(db, byToken(one), done)));
  expect(await attemptTotals(db)).toEqual(expect.arrayContaining([expect.objectContaining({ outcome: "CANCELLED", attempts: 12, energyJoules: 12 })]));
});

test("a worker is heard of by its claims and by its heartbeats, and forgotten after a day", async () => {
  const { db } = database;
  const { institutionId, slug } = await queue(1);
  const hours = (count: number): Date => new Date(Date.now() - count * 3_600_000);
  const worker = { backend: "b", hardwareClass: "cpu/test/1" };
  await db.worker.createMany({
    data: [
      { ...worker, id: "operator:idle", name: "idle", lastSeenAt: hours(2) },
      { ...worker, id: "operator:gone", name: "gone", lastSeenAt: hours(30) },
      { ...worker, id: `${institutionId}:busy`, name: "busy", institutionId, lastSeenAt: hours(40) },
    ],
  });
  const held = await take(institutionId, `${institutionId}:busy`);
  await beat(db, byToken(held), { step: 1, totalSteps: null, epoch: null, etaSeconds: null, energyJoules: null, backend: null });
  const heard = await heardWorkers(db);
  expect(heard.map(({ name, institution }) => [name, institution])).toEqual([["busy", slug], ["idle", null]]);
  expect(heard[0]!.secondsAgo).toBeLessThan(600);
  expect(heard[1]!.secondsAgo).toBeGreaterThanOrEqual(7_199);
});

test("stored bytes count each content once", async () => {
  const { db } = database;
  expect(await storedBytes(db)).toBe(0);
  await db.blob.createMany({ data: [{ sha256: sha("a"), sizeBytes: 3_000_000_000n, mediaType: "x/y" }, { sha256: sha("b"), sizeBytes: 5n, mediaType: "x/y" }] });
  expect(await storedBytes(db)).toBe(3_000_000_005);
});

import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { beat, byExpiry, byToken, claimNext, endAttempt, endQueued, expiredLeases, hasClaimable, recountRunning } from "./run-queue.ts";
import type { Claimed } from "./run-queue.ts";
import { Prisma } from "./db.ts";
import { openTestDatabase } from "./test-database.ts";
import type { TestDatabase } from "./test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 24 });
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.experiment.deleteMany();
  await database.db.project.deleteMany();
  await database.db.institution.deleteMany();
});

const hash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** An institution with so many queued runs. */
async function queue(runs: number, { maxRunning = 4, weight = 1 }: { maxRunning?: number; weight?: number } = {}): Promise<string> {
  const { db } = database;
  const slug = randomUUID();
  const { id: institutionId } = await db.institution.create({ data: { slug, name: slug, type: "COMPANY", maxRunning, weight, approvedAt: new Date() } });
  const { id: projectId } = await db.project.create({ data: { slug, name: slug } });
  const { id: experimentId } = await db.experiment.create({ data: { projectId, institutionId, name: slug, taskSlug: "digits", specification: {}, visibility: "PROJECT", submittedBy: "test" } });
  await db.run.createMany({ data: Array.from({ length: runs }, (_, seed) => ({ experimentId, projectId, institutionId, seed, position: seed })) });
  return institutionId;
}

interface Held extends Claimed {
  token: string;
}
async function take(institutionId: string | null = null): Promise<Held | null> {
  const token = randomUUID();
  const claimed = await claimNext(database.db, { institutionId, tokenSha256: hash(token), workerId: "w", workerName: "w", backend: "b", hardwareClass: "cpu/test/1", zone: null });
  return claimed ? { ...claimed, token } : null;
}
const fence = ({ runId, number, token }: Held) => byToken({ runId, number, tokenSha256: hash(token) });
const done = { attempt: "SUCCEEDED", by: "REPORT", run: "SUCCEEDED", failure: null, energyJoules: 1 } as const;
const idle = { step: null, totalSteps: null, epoch: null, etaSeconds: null, energyJoules: null, backend: null };

test("twenty workers empty the queues: no run is claimed twice or lost, and no institution ever passes its cap", async () => {
  const caps = new Map([[await queue(30, { maxRunning: 4 }), 4], [await queue(30, { maxRunning: 2 }), 2], [await queue(30, { maxRunning: 1 }), 1]]);
  const claims: string[] = [];
  const excesses: unknown[] = [];
  const work = async (): Promise<void> => {
    while (await database.db.run.count({ where: { state: "QUEUED" } })) {
      const held = await take();
      if (!held) continue;
      claims.push(held.runId);
      const running = await database.db.run.groupBy({ by: ["institutionId"], where: { state: "RUNNING" }, _count: true });
      excesses.push(...running.filter(({ institutionId, _count }) => _count > caps.get(institutionId)!));
      expect(await endAttempt(database.db, fence(held), done)).not.toBeNull();
    }
  };
  await Promise.all(Array.from({ length: 20 }, work));
  expect(excesses).toEqual([]);
  expect(claims).toHaveLength(90);
  expect(new Set(claims).size).toBe(90);
  expect(await database.db.attempt.count()).toBe(90);
  expect(await database.db.institution.findMany({ select: { running: true } })).toEqual([{ running: 0 }, { running: 0 }, { running: 0 }]);
});

test("under contention institutions get their share by weight, and within one the oldest run comes first", async () => {
  const light = await queue(20, { maxRunning: 20 });
  const heavy = await queue(20, { maxRunning: 20, weight: 3 });
  const order: string[] = [];
  for (let k = 0; k < 12; k++) {
    const held = await take();
    const run = await database.db.run.findUniqueOrThrow({ where: { id: held!.runId } });
    order.push(`${run.institutionId === heavy ? "heavy" : "light"} ${run.seed}`);
  }
  expect(order.filter((name) => name.startsWith("heavy"))).toHaveLength(9);
  expect(order.filter((name) => name.startsWith("light"))).toEqual(["light 0", "light 1", "light 2"]);
  expect(light).not.toBe(heavy);
});

test("a claim leaves alone what is not due yet, what is past its deadline, and institutions that are not approved", async () => {
  const { db } = database;
  await db.run.updateMany({ where: { institutionId: await queue(1) }, data: { notBefore: new Date(Date.now() + 60_000) } });
  await db.experiment.updateMany({ where: { institutionId: await queue(1) }, data: { deadline: new Date(Date.now() - 1000) } });
  await db.institution.update({ where: { id: await queue(1) }, data: { approvedAt: null } });
  expect(await hasClaimable(db, null)).toBe(false);
  expect(await take()).toBeNull();
});

test("a key of one institution takes no other's runs, but those of projects that name it", async () => {
  const [mine, other] = [await queue(1), await queue(1)];
  expect((await take(mine))?.runId).toBeDefined();
  expect(await take(mine)).toBeNull();
  const { projectId } = await database.db.run.findFirstOrThrow({ where: { institutionId: other } });
  await database.db.projectInstitution.create({ data: { projectId, institutionId: mine, position: 1, acceptedAt: new Date() } });
  expect(await take(mine)).not.toBeNull();
});

test("whoever holds an old number, an old token or an ended attempt writes nothing", async () => {
  await queue(1);
  const old = (await take())!;
  const { db } = database;
  await db.run.update({ where: { id: old.runId }, data: { leaseUntil: new Date(0) } });
  expect(await expiredLeases(db, 10)).toMatchObject([{ runId: old.runId, number: 1 }]);
  const lost = { attempt: "LOST", by: "LEASE", run: "QUEUED", failure: { code: "LOST", message: "gone" }, energyJoules: null } as const;
  const swept = await Promise.all([1, 2, 3, 4].map(() => endAttempt(db, byExpiry(old.runId, 1), lost)));
  expect(swept.filter(Boolean)).toHaveLength(1);
  const current = (await take())!;
  const before = await db.run.findMany({ include: { attempts: true } });
  for (const stale of [old, { ...old, number: 2 }, { ...current, number: 1 }, { ...current, token: "guess" }]) {
    expect(await beat(db, fence(stale), { ...idle, step: 99, energyJoules: 99 })).toBeNull();
    expect(await endAttempt(db, fence(stale), done)).toBeNull();
  }
  expect(await endAttempt(db, byExpiry(current.runId, 2), lost)).toBeNull(); // its lease is not over
  expect(await db.run.findMany({ include: { attempts: true } })).toEqual(before);
  expect(await endAttempt(db, fence(current), done)).not.toBeNull();
  expect(await endAttempt(db, fence(current), done)).toBeNull();
});

test("joules that are heard never go down, and a heartbeat that says nothing of them leaves them", async () => {
  await queue(1);
  const held = (await take())!;
  for (const energyJoules of [3, 8, null, 5]) await beat(database.db, fence(held), { ...idle, energyJoules });
  expect(await database.db.attempt.findFirst()).toMatchObject({ energyJoules: 8 });
});

test("queued runs are ended with their event, running ones are not", async () => {
  const institutionId = await queue(3);
  const held = (await take())!;
  const ended = await endQueued(database.db, Prisma.sql`run.institution_id = ${institutionId}`, { state: "CANCELLED", failure: null });
  expect(ended).toHaveLength(2);
  expect(ended).not.toContain(held.runId);
  expect(await database.db.runEvent.findMany({ where: { runId: ended[0]! } })).toMatchObject([{ sequence: 1, kind: "STATE", message: "CANCELLED" }]);
});

test("a wrong count of running runs is put right, even while others claim", async () => {
  const institutionId = await queue(6, { maxRunning: 6 });
  await take();
  await database.db.institution.update({ where: { id: institutionId }, data: { running: 5 } });
  await Promise.all([...[1, 2, 3].map(() => database.db.$transaction((tx) => recountRunning(tx, institutionId))), take(), take()]);
  await database.db.$transaction((tx) => recountRunning(tx, institutionId));
  const { running } = await database.db.institution.findUniqueOrThrow({ where: { id: institutionId } });
  expect(running).toBe(await database.db.run.count({ where: { institutionId, state: "RUNNING" } }));
});

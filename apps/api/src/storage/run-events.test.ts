import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { appendEvents, eventsAfter, newestEvents } from "./run-events.ts";
import type { NewRunEvent } from "./run-events.ts";
import { byToken, claimNext } from "./run-queue.ts";
import type { Fenced } from "./run-queue.ts";
import { openTestDatabase } from "./test-database.ts";
import type { TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let runId: string;
let fenced: Fenced;
let made = 0;
beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 16 });
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  const slug = `s${++made}`;
  const tokenSha256 = createHash("sha256").update(slug).digest("hex");
  const { id: institutionId } = await db.institution.create({ data: { slug, name: slug, type: "COMPANY", approvedAt: new Date() } });
  const { id: projectId } = await db.project.create({ data: { slug, name: slug } });
  const { id: experimentId } = await db.experiment.create({ data: { projectId, institutionId, name: slug, taskSlug: "digits", specification: {}, visibility: "PROJECT", submittedBy: "test" } });
  await db.run.create({ data: { experimentId, projectId, institutionId, seed: 1, position: 0 } });
  const claimed = await claimNext(db, { institutionId, tokenSha256, workerId: "w", workerName: "w", backend: "b", hardwareClass: "cpu/test/1", zone: null });
  runId = claimed!.runId;
  fenced = byToken({ runId, number: 1, tokenSha256 });
});

const event = (step: number): NewRunEvent => ({ at: new Date(1_700_000_000_000 + step), kind: "PROGRESS", step, epoch: 1, values: [{ name: "loss", value: 1 / (step + 1) }, { name: "energyJoules", value: step * 2 }] });
const events = (from: number, to: number): NewRunEvent[] => Array.from({ length: to - from }, (_, index) => event(from + index));
/** Without the STATE event of the claim, which has number 1. */
const stored = async () => (await eventsAfter(database.db, runId, 1, 1000)).map(({ sequence, step }) => [sequence, step]);

test("events sent again, whole or in part, are stored once, and the answer says how many there are", async () => {
  expect(await appendEvents(database.db, fenced, 0, events(0, 5))).toBe(5);
  expect(await appendEvents(database.db, fenced, 0, events(0, 5))).toBe(5);
  expect(await appendEvents(database.db, fenced, 3, events(3, 8))).toBe(8);
  expect(await appendEvents(database.db, fenced, 1, events(1, 3))).toBe(8);
  expect(await appendEvents(database.db, fenced, 8, [])).toBe(8);
  expect(await stored()).toEqual(Array.from({ length: 8 }, (_, index) => [index + 2, index]));
});

test("a gap is refused, and nothing of it is stored", async () => {
  await appendEvents(database.db, fenced, 0, events(0, 2));
  expect(await appendEvents(database.db, fenced, 3, events(3, 5))).toBeNull();
  expect(await stored()).toHaveLength(2);
});

test("many appends at once, each sent three times in any order, end as one sequence without gap, double or disorder", async () => {
  const batches = Array.from({ length: 20 }, (_, index) => index * 5);
  const send = async (from: number): Promise<void> => {
    while ((await appendEvents(database.db, fenced, from, events(from, from + 5))) === null); // its predecessor is not there yet
  };
  await Promise.all(batches.flatMap((from) => [send(from), send(from), send(from)]));
  expect(await stored()).toEqual(Array.from({ length: 100 }, (_, index) => [index + 2, index]));
});

test("a reader that polls while others write never sees a number before all those below it", async () => {
  const seen: number[] = [];
  let writing = true;
  const read = async (): Promise<void> => {
    for (let last = 1; writing || last < 101; ) {
      const found = await eventsAfter(database.db, runId, last, 50);
      seen.push(...found.map(({ sequence }) => sequence));
      last = found.at(-1)?.sequence ?? last;
    }
  };
  const reader = read();
  for (let from = 0; from < 100; from += 4) await Promise.all([appendEvents(database.db, fenced, from, events(from, from + 4)), appendEvents(database.db, fenced, from, events(from, from + 4))]);
  writing = false;
  await reader;
  expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index + 2));
});

test("the run's progress and the attempt's joules follow its events", async () => {
  await appendEvents(database.db, fenced, 0, [...events(0, 4), { at: new Date(), kind: "LOG", values: [], message: "no step" }]);
  expect(await database.db.run.findUnique({ where: { id: runId } })).toMatchObject({ step: 3, epoch: 1, attemptEvents: 5 });
  expect(await database.db.attempt.findFirst({ where: { runId } })).toMatchObject({ energyJoules: 6 });
  expect((await newestEvents(database.db, runId, 2)).map(({ sequence, message }) => [sequence, message])).toEqual([[5, null], [6, "no step"]]);
  expect((await newestEvents(database.db, runId, 2))[0]).toMatchObject({ at: new Date(1_700_000_000_003), values: [{ name: "loss", value: 0.25 }, { name: "energyJoules", value: 6 }] });
});

test("without the fence nothing is stored", async () => {
  expect(await appendEvents(database.db, byToken({ runId, number: 1, tokenSha256: "0".repeat(64) }), 0, events(0, 1))).toBeNull();
  expect(await stored()).toEqual([]);
});

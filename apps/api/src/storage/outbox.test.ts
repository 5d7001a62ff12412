import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openOutbox } from "./outbox.ts";
import type { Outbox } from "./outbox.ts";
import { openTestDatabase } from "./test-database.ts";
import type { TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let here: Outbox;
let there: Outbox;
const faults: unknown[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
  const open = () => openOutbox(database.db, { databaseUrl: database.url, onError: (error) => faults.push(error) });
  [here, there] = [await open(), await open()];
});
afterAll(async () => {
  await here.close();
  await there.close();
  await database.close();
});

/** Resolves when the run's bell has rung so often since. */
function rings(outbox: Outbox, runId: string, times = 1): { rung: Promise<void>; stop: () => void } {
  let left = times;
  let stop = (): void => undefined;
  const rung = new Promise<void>((resolve) => {
    stop = outbox.follow(runId, () => void (--left <= 0 && resolve()));
  });
  return { rung, stop };
}

test("who follows a run is woken by an announcement in another process and in its own", async () => {
  const runId = randomUUID();
  const followers = [rings(here, runId), rings(there, runId)];
  here.announce(runId);
  await Promise.all(followers.map(({ rung }) => rung));
  followers.forEach(({ stop }) => stop());
  expect(faults).toEqual([]);
});

test("a follower whose listening connection is killed is woken again, by reconnecting or by looking itself", async () => {
  const runId = randomUUID();
  const [killed] = await database.db.$queryRaw<{ count: number }[]>`SELECT count(pg_terminate_backend(pid))::int AS count FROM pg_stat_activity WHERE application_name = 'joulemark-listener' AND datname = current_database()`;
  expect(killed?.count).toBe(2);
  const follower = rings(there, runId);
  here.announce(runId); // may be lost with the connection
  await follower.rung;
  follower.stop();
  const after = rings(there, runId, 2);
  here.announce(runId);
  await after.rung;
  after.stop();
});

test("who has stopped following is not woken", async () => {
  const runId = randomUUID();
  let woken = 0;
  here.follow(runId, () => (woken += 1))();
  const other = rings(here, runId);
  here.announce(runId);
  await other.rung;
  other.stop();
  expect(woken).toBe(0);
});

test("what was announced just before closing is still sent", async () => {
  const runId = randomUUID();
  const brief = await openOutbox(database.db, { databaseUrl: database.url, onError: (error) => faults.push(error) });
  const follower = rings(there, runId);
  brief.announce(runId);
  await brief.close();
  await follower.rung;
  follower.stop();
  expect(faults).toEqual([]);
});

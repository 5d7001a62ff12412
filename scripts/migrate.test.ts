import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";
import { startTestServer } from "../apps/api/src/storage/test-database.ts";
import type { TestServer } from "../apps/api/src/storage/test-database.ts";
import { createMigration, migrate, pendingMigrations } from "./migrate.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const query = async <Row extends Record<string, unknown>>(url: string, sql: string): Promise<Row[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
};

test("an empty database gets every migration once, in Prisma's own history, however many migrate at once", async () => {
  const url = await server.createDatabase();
  const waiting = await pendingMigrations(url);
  expect(waiting.length).toBeGreaterThan(0);
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.flat().toSorted()).toEqual(waiting.toSorted());
  const history = await query<{ migration_name: string; finished: boolean }>(url, "SELECT migration_name, finished_at IS NOT NULL AS finished FROM _prisma_migrations");
  expect(history.map(({ migration_name: name }) => name).toSorted()).toEqual(waiting.toSorted());
  expect(history.every(({ finished }) => finished)).toBe(true);
  expect(await migrate(url)).toEqual([]);
  expect(await pendingMigrations(url)).toEqual([]);
});

test("the migrations make exactly the tables of prisma/schema: there is nothing left to write", async () => {
  const url = await server.createDatabase();
  expect(await createMigration(url, "nothing")).toBeNull();
});

test("a database of a newer version is refused, and left as it is", async () => {
  const url = await server.createDatabase();
  await migrate(url);
  await query(url, "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('x', 'x', '29990101000000_future', now(), 1)");
  await expect(migrate(url)).rejects.toThrow(/29990101000000_future/);
});

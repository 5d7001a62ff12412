import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openDatabase } from "../apps/api/src/storage/db.ts";
import { migrationNames } from "../apps/api/src/storage/migrations.ts";
import { startTestServer } from "../apps/api/src/storage/test-database.ts";
import type { TestServer } from "../apps/api/src/storage/test-database.ts";
import { createMigration, migrate, pendingMigrations } from "./migrate.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test("the first run applies every migration in order, the second nothing", async () => {
  const url = await server.createDatabase();
  const names = await migrationNames();
  expect(await pendingMigrations(url)).toEqual(names);
  expect(await migrate(url)).toEqual(names);
  expect(await migrate(url)).toEqual([]);
  expect(await pendingMigrations(url)).toEqual([]);
});

test("of three that start at once one migrates and the others wait", async () => {
  const url = await server.createDatabase();
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.map(({ length }) => length).toSorted()).toEqual([0, 0, (await migrationNames()).length]);
});

test("the migrations lead to prisma/schema: there is nothing left to write, and no shadow database either", async () => {
  const url = await server.createDatabase();
  expect(await createMigration(url, "none")).toBeNull();
  const db = openDatabase(url, { poolSize: 1 });
  expect(await db.$queryRaw`SELECT datname FROM pg_database WHERE datname LIKE '%shadow%'`).toEqual([]);
  await db.$disconnect();
});

test("a database of a newer version is left as it is", async () => {
  const url = await server.createDatabase();
  await migrate(url);
  const db = openDatabase(url, { poolSize: 1 });
  await db.$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ('x', 'x', '99990101000000_later', now(), now(), 1)`;
  await db.$disconnect();
  await expect(migrate(url)).rejects.toThrow("99990101000000_later");
});

test("the tables refuse a measurement of nothing, an interval upside down, and any change of a model version or an audit row", async () => {
  const url = await server.createDatabase();
  await migrate(url);
  const db = openDatabase(url, { poolSize: 1 });
  const measurement = { quantity: "CARBON", value: 1, unit: "gCO2e", method: "ESTIMATED", source: "a test" } as const;
  await expect(db.measurement.create({ data: measurement })).rejects.toThrow("measurement_belongs_to_one");
  const institution = await db.institution.create({ data: { slug: "a", name: "A", type: "COMPANY" } });
  const model = await db.model.create({ data: { slug: "m", name: "M", institutionId: institution.id } });
  const version = await db.modelVersion.create({ data: { modelId: model.id, label: "1", parameterCount: 1, sizeBytes: 1, networkSha256: "0".repeat(64) } });
  await expect(db.modelVersion.update({ where: { id: version.id }, data: { label: "2" } })).rejects.toThrow("frozen");
  await db.modelVersion.update({ where: { id: version.id }, data: { state: "QUARANTINED" } });
  const entry = await db.auditEntry.create({ data: { actor: "a", action: "b", subjectType: "c", subjectId: "d" } });
  await expect(db.auditEntry.delete({ where: { id: entry.id } })).rejects.toThrow("frozen");
  await db.$disconnect();
});

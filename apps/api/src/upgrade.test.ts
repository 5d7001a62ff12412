import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";
import { migrate, pendingMigrations } from "../../../scripts/migrate.ts";
import { migrationNames } from "./storage/migrations.ts";
import { startTestServer, type TestServer } from "./storage/test-database.ts";
import { startTestApi } from "./test-api.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

interface Column {
  table: string;
  name: string;
  type: string;
  labels: string[] | null;
  /** What its foreign key names. */
  target: string | null;
}

/**
 * One row in every table that an older version has, by the tables' own description: whatever a migration adds later, it meets data.
 * The rows satisfy types and foreign keys; checks of meaning are met by hand below.
 */
async function fill(client: Client): Promise<Record<string, number>> {
  const { rows: columns } = await client.query<Column>(`
    SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
      (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = CASE WHEN t.typelem <> 0 AND t.typcategory = 'A' THEN t.typelem ELSE t.oid END) AS labels,
      (SELECT confrelid::regclass::text FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey) AND cardinality(k.conkey) = 1 LIMIT 1) AS target
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
      AND (a.attnotnull AND NOT a.atthasdef OR c.relname = 'invitation' OR (c.relname, a.attname) IN (('artifact', 'run_id'), ('measurement', 'run_id'), ('metric', 'run_id'), ('run', 'result_id'), ('run', 'model_version_id')))
    ORDER BY c.relname, a.attnum`);
  const byTable = new Map<string, Column[]>();
  for (const column of columns) byTable.set(column.table, [...(byTable.get(column.table) ?? []), column]);
  const hash = "ab".repeat(32);
  const given: Record<string, unknown> = { "attempt_upload.number": 1, "attempt.number": 1, "invitation.status": "pending", "attempt.token_sha256": hash, "blob.sha256": hash };
  const value = ({ table, name, type, labels, target }: Column): unknown => {
    const known = given[`${table}.${name}`];
    if (known !== undefined) return known;
    if (name.endsWith("sha256")) return hash;
    if (target) return `id of ${target}`;
    if (type.endsWith("[]")) return labels ? `{${labels[0]}}` : "{}";
    if (labels) return labels[0];
    if (name === "id") return `id of ${table}`;
    if (/^(integer|bigint|double|real|numeric)/.test(type)) return 1;
    if (type.startsWith("timestamp")) return new Date("2026-01-01T00:00:00Z");
    if (type === "boolean") return false;
    if (type === "jsonb") return "{}";
    return name === "run_id" ? "id of run" : `${table} ${name}`;
  };
  await client.query("SET session_replication_role = replica"); // rows refer to each other in a circle
  for (const [table, fields] of byTable) {
    const names = fields.map(({ name }) => `"${name}"`).join(", ");
    const places = fields.map(({ type }, index) => `$${index + 1}::${type}`).join(", ");
    await client.query(`INSERT INTO "${table}" (${names}) VALUES (${places})`, fields.map(value)).catch((error: Error) => {
      throw new Error(`${table}: ${error.message}`, { cause: error });
    });
  }
  await client.query("SET session_replication_role = origin");
  return countRows(client, [...byTable.keys()]);
}

async function countRows(client: Client, tables: string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) counts[table] = (await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM "${table}"`)).rows[0]!.count;
  return counts;
}

test("a database with a row in every table, of each version before this one, is brought up without losing one, and the API starts on it", async () => {
  const names = await migrationNames();
  for (let version = 1; version < names.length; version += 1) {
    const url = await server.createDatabase();
    await migrate(url, names.slice(0, version));
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const before = await fill(client);
      expect(Object.values(before)).toEqual(Object.values(before).map(() => 1));
      expect(await migrate(url)).toEqual(names.slice(version));
      expect(await countRows(client, Object.keys(before))).toEqual(before);
      expect(await pendingMigrations(url)).toEqual([]);
    } finally {
      await client.end();
    }
    const api = await startTestApi({ DATABASE_URL: url });
    try {
      const { data, errors } = await api.send(`{ experiments { totalCount } institutions { totalCount } runs { totalCount } models { totalCount } }`, {}, api.adminToken);
      expect([errors, data]).toEqual([undefined, { experiments: { totalCount: 1 }, institutions: { totalCount: 1 }, runs: { totalCount: 1 }, models: { totalCount: 1 } }]);
    } finally {
      await api.close();
    }
  }
}, 120_000);

test("what was in force before this version stays so: who was named in a project works in it, an open invitation of old is void, and an attempt has no record that nobody sent", async () => {
  const names = await migrationNames();
  const url = await server.createDatabase();
  const doors = names.findIndex((name) => name.endsWith("_doors"));
  await migrate(url, names.slice(0, doors));
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await fill(client);
    await migrate(url);
    expect((await client.query(`SELECT accepted_at IS NOT NULL AS works FROM project_institution`)).rows).toEqual([{ works: true }]);
    expect((await client.query(`SELECT energy_record FROM attempt`)).rows).toEqual([{ energy_record: null }]);
    expect((await client.query(`SELECT status, length(token_sha256) AS digits FROM invitation`)).rows).toEqual([{ status: "revoked", digits: 64 }]);
  } finally {
    await client.end();
  }
});

test("attempts that ended before they were counted are counted: what ended a lost one, and the joules of a reported one by its figure's method", async () => {
  const names = await migrationNames();
  const url = await server.createDatabase();
  await migrate(url, names.slice(0, names.findIndex((name) => name.endsWith("_attempt_totals"))));
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await fill(client);
    await client.query(`UPDATE run SET attempt = 4`);
    await client.query(`UPDATE attempt SET state = 'LOST', energy_joules = 5, start_energy_joules = 2, failure_message = '5 attempts were lost; the last: The worker was not heard of within its lease.'`);
    for (const [number, state, message] of [[2, "LOST", "The worker stops."], [3, "RUNNING", null], [4, "SUCCEEDED", null]]) {
      await client.query(`INSERT INTO attempt (run_id, number, token_sha256, worker_id, worker_name, state, energy_joules, failure_message) SELECT id, $1::int, lpad($1::text, 64, '0'), 'w', 'w', $2::"AttemptState", 7, $3 FROM run`, [number, state, message]);
    }
    await client.query(`UPDATE measurement SET quantity = 'TRAINING_ENERGY', method = 'COUNTER', boundary = 'COMPONENT'`);
    await migrate(url);
    expect((await client.query(`SELECT outcome, ended_by, method, boundary, attempts::int, energy_joules FROM attempt_total ORDER BY energy_joules, outcome, ended_by`)).rows).toEqual([
      { outcome: "LOST", ended_by: "LEASE", method: "UNKNOWN", boundary: "UNKNOWN", attempts: 1, energy_joules: 3 },
      { outcome: "SUCCEEDED", ended_by: "REPORT", method: "COUNTER", boundary: "COMPONENT", attempts: 1, energy_joules: 7 },
      { outcome: "LOST", ended_by: "RELEASE", method: "UNKNOWN", boundary: "UNKNOWN", attempts: 1, energy_joules: 7 },
    ]);
  } finally {
    await client.end();
  }
});

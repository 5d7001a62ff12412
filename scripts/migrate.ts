/**
 * Brings a database to this version's tables, or writes the migration that would.
 *
 *   node scripts/migrate.ts                  applies what is missing to DATABASE_URL
 *   node scripts/migrate.ts --status         names what is missing
 *   node scripts/migrate.ts --create NAME    writes prisma/migrations/<time>_NAME/migration.sql: from the migrations so far to
 *                                            prisma/schema, worked out in a shadow database beside DATABASE_URL
 */
import { randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Client } from "pg";
import { openDatabase } from "../apps/api/src/storage/db.ts";
import { migrationState } from "../apps/api/src/storage/migrations.ts";
import { readMigrations, readSchema, writeMigration } from "./migrate/files.ts";
import { withSchemaEngine } from "./migrate/schema-engine.ts";

const noFilter = { externalTables: [], externalEnums: [] };
/** Held while migrating, so that of several processes that start at once one migrates and the others wait. */
const ADVISORY_LOCK = 5_615_627;

/**
 * Applies the migrations that are missing, one process at a time.
 * @param only names of those to apply, for a backup of an older version; default: all
 * @returns their names; none if the database was up to date
 */
export async function migrate(databaseUrl: string, only?: string[]): Promise<string[]> {
  return underLock(databaseUrl, async () => {
    const { unknown } = await stateOf(databaseUrl);
    if (unknown.length > 0) throw new Error(`The database has migrations that this version does not know (${unknown.join(", ")}): it belongs to a newer one.`);
    return withSchemaEngine(databaseUrl, await readSchema(), async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: await readMigrations(only), filters: noFilter });
      return appliedMigrationNames;
    });
  });
}

/** Names of the migrations that `migrate` would apply. */
export async function pendingMigrations(databaseUrl: string): Promise<string[]> {
  return (await stateOf(databaseUrl)).pending;
}

/**
 * Writes what leads from the migrations so far to prisma/schema, worked out in a shadow database made for it beside this one.
 * @returns the file that was written; null when prisma/schema holds nothing new
 */
export async function createMigration(databaseUrl: string, name: string): Promise<string | null> {
  const shadow = new URL(databaseUrl);
  const shadowName = `joulemark_shadow_${randomBytes(6).toString("hex")}`;
  shadow.pathname = `/${shadowName}`;
  await execute(databaseUrl, `CREATE DATABASE ${shadowName}`);
  try {
    await migrate(shadow.href);
    const files = await readSchema();
    const sql = await withSchemaEngine(shadow.href, files, async (engine) => {
      const from = { tag: "schemaDatasource" as const, files, configDir: "" }; // the tables of the connection; of the files it takes the provider only
      return (await engine.diff({ from, to: { tag: "schemaDatamodel", files }, script: true, exitCode: null, filters: noFilter })).stdout ?? "";
    });
    const statements = sql.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("--"));
    return statements.length > 0 ? await writeMigration(name, sql) : null;
  } finally {
    await execute(databaseUrl, `DROP DATABASE ${shadowName} WITH (FORCE)`);
  }
}

async function stateOf(databaseUrl: string): Promise<Awaited<ReturnType<typeof migrationState>>> {
  const db = openDatabase(databaseUrl, { poolSize: 1 });
  try {
    return await migrationState(db);
  } finally {
    await db.$disconnect();
  }
}

async function execute(databaseUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function underLock<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
    return await work();
  } finally {
    await client.end(); // the lock ends with its session
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { create: { type: "string" }, status: { type: "boolean" } } });
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error("Set DATABASE_URL.");
  if (values.create !== undefined) return console.log((await createMigration(databaseUrl, values.create)) ?? "prisma/schema holds nothing new.");
  const names = values.status ? await pendingMigrations(databaseUrl) : await migrate(databaseUrl);
  console.log(names.length > 0 ? `${values.status ? "Missing" : "Applied"}: ${names.join(", ")}` : "The database is up to date.");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();

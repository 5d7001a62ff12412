import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { root } from "../node22.mjs";

const run = promisify(execFile);

/**
 * Brings the tables to this version. The migration is a process of its own, since its engine takes seconds to load and 150 MB that the
 * supervisor would keep; where every migration is applied already it is not started. The API checks again when it starts.
 * @returns what was done, in words
 * @throws Error with the migration's own reason
 */
export async function migrateTables(databaseUrl: string, signal: AbortSignal): Promise<string> {
  const [known, applied] = [knownMigrations(), await appliedMigrations(databaseUrl)];
  if (known.length === applied.length && known.every((name) => applied.includes(name))) return "up to date";
  try {
    await run(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "scripts", "migrate.ts")], { env: { ...process.env, DATABASE_URL: databaseUrl }, signal });
  } catch (error) {
    signal.throwIfAborted();
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`The tables could not be brought to this version:\n${stderr?.trim() || message}`, { cause: error });
  }
  return `${known.length - applied.length} migrations applied`;
}

const knownMigrations = (): string[] =>
  readdirSync(join(root, "prisma", "migrations"), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Names in Prisma's own history table. */
async function appliedMigrations(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query("SELECT FROM information_schema.tables WHERE table_name = '_prisma_migrations'");
    if (tables.length === 0) return [];
    const { rows } = await client.query<{ name: string }>("SELECT DISTINCT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL");
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

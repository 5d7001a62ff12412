import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "./db.ts";

/** prisma/migrations of this repository: a folder a migration, named by time, so that their order is that of their names. */
export const migrationsFolder = join(import.meta.dirname, "../../../../prisma/migrations");

/** Names of the migrations of this version, oldest first. */
export async function migrationNames(): Promise<string[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).toSorted();
}

/** How a database stands to this version's migrations. Both lists empty: they fit. */
export interface MigrationState {
  /** Not applied, or failed half-way. */
  pending: string[];
  /** Applied, but not of this version: the database is newer. */
  unknown: string[];
}

export async function migrationState(db: Database): Promise<MigrationState> {
  const known = await migrationNames();
  const [history] = await db.$queryRaw<{ exists: boolean }[]>`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`;
  if (!history?.exists) return { pending: known, unknown: [] };
  const rows = await db.$queryRaw<{ name: string }[]>`SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const applied = new Set(rows.map(({ name }) => name));
  return { pending: known.filter((name) => !applied.has(name)), unknown: [...applied].filter((name) => !known.includes(name)).toSorted() };
}

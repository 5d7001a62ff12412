import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MigrationList, SchemaContainer } from "@prisma/schema-engine-wasm";
import { migrationNames, migrationsFolder } from "../../apps/api/src/storage/migrations.ts";

const schemaFolder = join(migrationsFolder, "../schema");
const LOCK = "migration_lock.toml";

export async function readSchema(): Promise<SchemaContainer[]> {
  const names = (await readdir(schemaFolder)).filter((name) => name.endsWith(".prisma")).toSorted();
  return Promise.all(names.map(async (name) => ({ path: join(schemaFolder, name), content: await readFile(join(schemaFolder, name), "utf8") })));
}

/**
 * The migrations as the schema engine takes them.
 * @param only the first of them, by name; default: all
 * @throws Error for a name that this version does not know
 */
export async function readMigrations(only?: string[]): Promise<MigrationList> {
  const known = await migrationNames();
  const names = only ?? known;
  const unknown = names.filter((name, index) => known[index] !== name);
  if (unknown.length > 0) throw new Error(`This version does not know the migrations ${unknown.join(", ")}: what is to be restored belongs to a newer one.`);
  const migrationDirectories = names.map(async (name) => ({
    path: name,
    migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: await readFile(join(migrationsFolder, name, "migration.sql"), "utf8") } },
  }));
  const lockfile = { path: LOCK, content: await readFile(join(migrationsFolder, LOCK), "utf8") };
  return { baseDir: migrationsFolder, lockfile, shadowDbInitScript: "", migrationDirectories: await Promise.all(migrationDirectories) };
}

/** Writes prisma/migrations/<time>_<name>/migration.sql. @param name e.g. "add_search" */
export async function writeMigration(name: string, sql: string): Promise<string> {
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const file = join(migrationsFolder, `${time}_${name}`, "migration.sql");
  await mkdir(dirname(file));
  await writeFile(file, sql);
  return file;
}

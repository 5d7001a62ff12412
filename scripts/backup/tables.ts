import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Client } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { flush, tableFile } from "./manifest.ts";

const HISTORY = "_prisma_migrations";
const named = (client: Client, name: string): string => client.escapeIdentifier(name);

/** Tables of the installation, by name; Prisma's own history is not among them. */
export async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '${HISTORY}' ORDER BY relname`);
  return rows.map(({ name }) => name);
}

export async function appliedMigrations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT migration_name AS name FROM ${HISTORY} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`);
  return rows.map(({ name }) => name);
}

/** Writes a table's rows as PostgreSQL's own copy format, compressed. The caller holds the transaction. @returns how many rows */
export async function dumpTable(client: Client, table: string, folder: string): Promise<number> {
  const path = join(folder, tableFile(table));
  await mkdir(dirname(path), { recursive: true });
  const { rows } = await client.query<{ columns: string }>(`SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`, [`public.${named(client, table)}`]);
  const copy = client.query(copyTo(`COPY public.${named(client, table)} (${rows[0]!.columns}) TO STDOUT (FORMAT csv, HEADER)`));
  await pipeline(copy, createGzip(), createWriteStream(path));
  await flush(path);
  return copy.rowCount;
}

/**
 * Loads tables into a database whose tables are empty, all or none. Triggers that freeze rows are off meanwhile, and foreign keys are put
 * back at the end, so that PostgreSQL itself checks every reference. Needs no more than to own the tables.
 */
export async function loadTables(client: Client, tables: string[], folder: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await client.query("BEGIN");
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  for (const { table, name } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const table of tables) {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM public.${named(client, table)}`);
    if (rows[0]!.count > 0) throw new Error(`The table ${table} is not empty: a backup is restored into an empty database only.`);
    await client.query(`ALTER TABLE public.${named(client, table)} DISABLE TRIGGER USER`);
    const path = join(folder, tableFile(table));
    const header = await firstLine(path);
    const copy = client.query(copyFrom(`COPY public.${named(client, table)} (${header}) FROM STDIN (FORMAT csv, HEADER)`));
    await pipeline(createReadStream(path), createGunzip(), copy);
    counts[table] = copy.rowCount;
    await client.query(`ALTER TABLE public.${named(client, table)} ENABLE TRIGGER USER`);
  }
  for (const { table, name, definition } of keys) await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  await client.query("COMMIT");
  await client.query("ANALYZE");
  return counts;
}

/** The columns a dump has, in its order; names are plain words. */
async function firstLine(path: string): Promise<string> {
  let text = "";
  const lines = createReadStream(path).pipe(createGunzip());
  for await (const chunk of lines) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  const header = text.split("\n", 1)[0]!.trim();
  if (!/^[a-z0-9_,"]+$/.test(header)) throw new Error(`${path} does not begin with names of columns.`);
  return header;
}

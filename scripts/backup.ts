/**
 * `npm run backup -- --to DIR`: tables and artifacts of an installation, running or not, as they are at one instant. DIR is whole or not
 * there. Tokens and passwords are not in it: they are made anew by the next start; keys stay valid, people sign in again.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "pg";
import { withDatabase } from "./backup/database.ts";
import { blobFile, factOf, type FileFact, flush, MANIFEST, type Manifest, tableFile } from "./backup/manifest.ts";
import { appliedMigrations, dumpTable, tablesOf } from "./backup/tables.ts";
import { step } from "./progress.mjs";
import { readOptions } from "./start/options.ts";

const usage = "npm run backup -- --to DIR [--data DIR]: DIR must not exist yet (JOULEMARK_DATA, DATABASE_URL)";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { to: { type: "string" }, data: { type: "string" }, help: { type: "boolean" } } });
  const options = readOptions(values.data ? ["--data", values.data] : [], process.env);
  if (values.help || !values.to || !options) return void console.log(usage);
  const target = resolve(values.to);
  if (existsSync(target)) throw new Error(`${target} exists already; name a folder that does not.`);
  if (!existsSync(options.data)) throw new Error(`There is no data folder ${options.data}.`);
  const draft = `${target}.partial`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    const manifest = await withDatabase(options.data, options.databaseUrl, (url) => dump(url, options.data, draft));
    await writeFile(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await flush(join(draft, MANIFEST));
    await rename(draft, target);
    await flush(dirname(target));
    const bytes = Object.values(manifest.files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    console.log(`Backup in ${target}: ${Object.values(manifest.rows).reduce((sum, count) => sum + count, 0)} rows of ${Object.keys(manifest.rows).length} tables, ${Object.keys(manifest.files).length} files, ${bytes} bytes.`);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function dump(url: string, dataFolder: string, draft: string): Promise<Manifest> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); // one instant for all tables
    const { rows: clock } = await client.query<{ now: Date }>("SELECT now()");
    const rows: Record<string, number> = {};
    const files: Record<string, FileFact> = {};
    await step("Tables", async (tell) => {
      for (const table of await tablesOf(client)) {
        rows[table] = await dumpTable(client, table, draft);
        files[tableFile(table)] = await factOf(join(draft, tableFile(table)));
      }
      tell(`${Object.keys(rows).length}`);
    });
    const { rows: blobs } = await client.query<{ sha256: string }>("SELECT sha256 FROM blob ORDER BY sha256");
    await step("Artifacts", async (tell) => {
      for (const [index, { sha256 }] of blobs.entries()) {
        const name = blobFile(sha256);
        await mkdir(dirname(join(draft, name)), { recursive: true });
        await copyFile(join(dataFolder, name), join(draft, name)).catch((error: NodeJS.ErrnoException) => {
          throw new Error(error.code === "ENOENT" ? `The artifact ${sha256} is not in ${dataFolder}: it was collected meanwhile, or the folder is damaged. Try again.` : error.message, { cause: error });
        });
        await flush(join(draft, name));
        files[name] = await factOf(join(draft, name));
        if (files[name].sha256 !== sha256) throw new Error(`The artifact ${sha256} is damaged: its bytes have the sha256 ${files[name].sha256}.`);
        tell(`${index + 1} of ${blobs.length}`);
      }
    });
    const migrations = await appliedMigrations(client);
    await client.query("COMMIT");
    return { schemaVersion: 1, createdAt: clock[0]!.now.toISOString(), migrations, rows, files };
  } finally {
    await client.end();
  }
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

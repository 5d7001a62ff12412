/** `npm run restore -- --from DIR --data DATA`: a backup into an empty data folder (and the empty database of DATABASE_URL, where it is set). */
import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "pg";
import { withDatabase } from "./backup/database.ts";
import { flush, type Manifest, readManifest, verifyFiles } from "./backup/manifest.ts";
import { loadTables, tablesOf } from "./backup/tables.ts";
import { migrate } from "./migrate.ts";
import { step } from "./progress.mjs";
import { readOptions } from "./start/options.ts";

const usage = "npm run restore -- --from DIR --data DATA: DATA must be empty or not exist (DATABASE_URL: an empty database)";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { from: { type: "string" }, data: { type: "string" }, help: { type: "boolean" } } });
  if (values.help || !values.from || !values.data) return void console.log(usage);
  const from = resolve(values.from);
  const options = readOptions(["--data", values.data], process.env);
  if (!options) return;
  if (existsSync(options.data) && readdirSync(options.data).length > 0) throw new Error(`${options.data} is not empty: a backup is restored into an empty folder only.`);
  const manifest = await readManifest(from);
  await step("Checksums", () => verifyFiles(from, manifest));
  await mkdir(options.data, { recursive: true, mode: 0o700 });
  await withDatabase(options.data, options.databaseUrl, (url) => load(url, from, manifest));
  await step("Artifacts", async (tell) => {
    const names = Object.keys(manifest.files).filter((name) => name.startsWith("artifacts/"));
    for (const name of names) {
      const path = join(options.data, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await copyFile(join(from, name), path);
      await flush(path);
    }
    tell(`${names.length}`);
  });
  console.log(`Restored what was backed up at ${manifest.createdAt} into ${options.data}. Start it: npm start -- --data ${options.data}`);
}

/** Makes the tables as they were, loads them, and counts. */
async function load(url: string, from: string, manifest: Manifest): Promise<void> {
  await step("Tables", async (tell) => {
    await migrate(url, manifest.migrations);
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const tables = await tablesOf(client);
      const counts = await loadTables(client, tables, from);
      const wrong = Object.entries(manifest.rows).find(([table, count]) => counts[table] !== count);
      if (wrong) throw new Error(`The table ${wrong[0]} has ${counts[wrong[0]] ?? "no"} rows, and the backup says ${wrong[1]}.`);
      tell(`${Object.values(counts).reduce((sum, count) => sum + count, 0)} rows of ${tables.length}`);
    } finally {
      await client.end();
    }
  });
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

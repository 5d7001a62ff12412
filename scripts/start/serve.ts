import { readFileSync } from "node:fs";
import { join } from "node:path";
import { step } from "../progress.mjs";
import { logPath } from "./data-folder.ts";
import type { DataFolder } from "./data-folder.ts";
import { demoIsSettled } from "./demo-mark.ts";
import { answersWell, waitUntil, watchHealth } from "./health.ts";
import { originOf } from "./options.ts";
import type { StartOptions } from "./options.ts";
import { claimPort, freePort } from "./ports.ts";
import { migrateTables } from "./migrate-tables.ts";
import { embeddedPostgres, externalPostgres } from "./postgres.ts";
import { apiPlan, webHost, webPlan, workerPlan } from "./programs.ts";
import type { Addresses } from "./programs.ts";
import type { Supervisor } from "./supervisor.ts";

const programReadySeconds = 120;

/**
 * Starts everything, prints the contract's line, and serves until the signal fires.
 * @throws the signal's reason, or Error where a step fails
 */
export async function serve(options: StartOptions, folder: DataFolder, supervisor: Supervisor, signal: AbortSignal): Promise<never> {
  const port = await claimPort(options.host, options.port);
  const publicUrl = originOf(options.host, port);
  const databaseUrl = options.databaseUrl ? await useExternal(options.databaseUrl) : await startPostgres(folder, supervisor, signal);
  await step("Tables", async (tell) => tell(await migrateTables(databaseUrl, signal)));
  const addresses: Addresses = { data: folder.path, databaseUrl, host: options.host, port, publicUrl, webPort: await freePort() };
  await startPrograms(addresses, options, folder, supervisor, signal);
  if (options.demo && !demoIsSettled(folder.path)) {
    const { runDemo } = await import("./demo.ts"); // loaded where it is wanted: the supervisor stays small
    const token = readFileSync(join(folder.path, "admin-token"), "utf8").trim();
    await orStopped(runDemo({ url: publicUrl, token, dataFolder: folder.path, signal }), signal);
  }
  console.log(`\nThe administrator's token is in ${join(folder.path, "admin-token")}; logs are in ${folder.logs}. Ctrl-C stops everything.`);
  console.log("To open the portal as the operator, in another terminal: npm run sign-in");
  console.log(`Joulemark is ready: ${publicUrl}`);
  return orStopped(new Promise<never>(() => undefined), signal);
}

async function useExternal(url: string): Promise<string> {
  await step("PostgreSQL of DATABASE_URL", () => externalPostgres(url));
  return url;
}

async function startPostgres(folder: DataFolder, supervisor: Supervisor, signal: AbortSignal): Promise<string> {
  return step("PostgreSQL", async () => {
    const database = await embeddedPostgres(folder.path, logPath(folder, "postgres"));
    signal.throwIfAborted();
    const server = await supervisor.start(database.plan);
    await server.untilReady(() => orStopped(database.ready(), signal));
    return database.url;
  });
}

async function startPrograms(addresses: Addresses, options: StartOptions, folder: DataFolder, supervisor: Supervisor, signal: AbortSignal): Promise<void> {
  const [api, web] = await Promise.all([supervisor.start(apiPlan(addresses, logPath(folder, "api"))), supervisor.start(webPlan(addresses, logPath(folder, "web")))]);
  const ready = (url: string) => () => waitUntil(url, () => answersWell(url), programReadySeconds, signal);
  await step("API", () => api.untilReady(ready(`${addresses.publicUrl}/readyz`)));
  await step("Portal", () => web.untilReady(ready(`${addresses.publicUrl}/`)));
  signal.addEventListener("abort", watchHealth(`${addresses.publicUrl}/healthz`, () => api.kill()));
  signal.addEventListener("abort", watchHealth(`http://${webHost}:${addresses.webPort}/icon.svg`, () => web.kill()));
  if (options.worker) {
    await step("Worker", async () => {
      const worker = await supervisor.start(workerPlan(addresses, logPath(folder, "worker")));
      await worker.untilReady(async () => undefined);
    });
  }
}

/** The work, unless the signal fires first: then its reason is thrown. */
function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      else signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lockHolder } from "../exclusive-lock.mjs";
import { openDataFolder, logPath } from "../start/data-folder.ts";
import { embeddedPostgres, externalPostgres } from "../start/postgres.ts";
import { Supervisor } from "../start/supervisor.ts";

/**
 * Gives the address of an installation's database to `work`: that of DATABASE_URL, else of the embedded server that runs, else of one that
 * is started for it and stopped after.
 */
export async function withDatabase<T>(dataFolder: string, databaseUrl: string | null, work: (url: string) => Promise<T>): Promise<T> {
  if (databaseUrl) {
    await externalPostgres(databaseUrl);
    return work(databaseUrl);
  }
  return lockHolder(join(dataFolder, "lock")) ? work(urlOfRunning(dataFolder)) : withStarted(dataFolder, work);
}

function urlOfRunning(dataFolder: string): string {
  const file = join(dataFolder, "postgres", "postmaster.pid");
  if (!existsSync(file)) throw new Error(`An installation runs on ${dataFolder}, but its PostgreSQL is not up yet. Try again in a moment.`);
  const port = readFileSync(file, "utf8").split("\n")[3]?.trim(); // its fourth line
  const password = readFileSync(join(dataFolder, "postgres-password"), "utf8").trim();
  return `postgresql://joulemark:${password}@127.0.0.1:${port}/joulemark`;
}

async function withStarted<T>(dataFolder: string, work: (url: string) => Promise<T>): Promise<T> {
  const folder = openDataFolder(dataFolder);
  const supervisor = new Supervisor(folder.path, (message) => console.log(`  ! ${message}`));
  try {
    const database = await embeddedPostgres(folder.path, logPath(folder, "postgres"));
    const server = await supervisor.start(database.plan);
    await server.untilReady(() => database.ready());
    return await work(database.url);
  } finally {
    await supervisor.stop();
    folder.release();
  }
}

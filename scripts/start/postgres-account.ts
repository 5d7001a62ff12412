import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

export interface Account {
  uid: number;
  gid: number;
}

const name = "postgres";

/**
 * PostgreSQL refuses to run as root: then it runs as the system's user `postgres`, who is made where there is none.
 * @returns null where this process is not root
 */
export function postgresAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const known = lookUp();
  if (known) return known;
  const made = spawnSync("useradd", ["--system", "--user-group", "--no-create-home", name], { encoding: "utf8" });
  const account = lookUp();
  if (!account) throw new Error(`PostgreSQL does not run as root, and there is no user ${name}; making one failed: ${made.error?.message ?? made.stderr.trim()}. Start as another user, or make one: useradd --system ${name}`);
  return account;
}

function lookUp(): Account | null {
  const [uid, gid] = ["-u", "-g"].map((option) => spawnSync("id", [option, name], { encoding: "utf8" }));
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

/** Whether the account may pass through every folder above `path`. */
export function isReachable(path: string, { uid, gid }: Account): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const status = statSync(folder);
    const bit = status.uid === uid ? 0o100 : status.gid === gid ? 0o010 : 0o001;
    if ((status.mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/**
 * How root runs a command as the account: plainly where the account can reach the paths; else, as with a clone below a closed /root,
 * by util-linux' setpriv with the one capability to read and pass through folders.
 * @throws Error that says what to do, where neither works
 */
export function asAccount(account: Account | null, command: string, parameters: string[], paths: string[]): { command: string; parameters: string[]; account?: Account } {
  if (!account) return { command, parameters };
  const closed = paths.find((path) => existsSync(path) && !isReachable(path, account));
  if (!closed) return { command, parameters, account };
  // no_setuid_fixup: without it access(2), by which PostgreSQL looks for its own files, ignores capabilities of who is not root.
  const capability = ["--securebits=+no_setuid_fixup", ...["--inh-caps", "--ambient-caps", "--bounding-set"].map((set) => `${set}=-all,+dac_read_search`)];
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups", ...capability];
  try {
    execFileSync("setpriv", [...identity, "true"], { stdio: "ignore" });
  } catch (error) {
    throw new Error(`PostgreSQL runs as user ${name}, who cannot reach ${closed}. Put the clone and its data folder where every user may pass through (e.g. below /opt), or start as another user than root.`, { cause: error });
  }
  return { command: "setpriv", parameters: [...identity, command, ...parameters] };
}

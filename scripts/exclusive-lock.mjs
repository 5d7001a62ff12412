// @ts-check
/**
 * A lock that a file stands for. The file names its holder by process id and by the instant that process began, so a lock that a
 * power cut or SIGKILL left behind is taken over, also when its process id has been given to another program since.
 */
import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * @typedef {{ pid: number, began: string }} Holder
 * @typedef {{ held: true, release: () => void } | { held: false, by: Holder }} Lock
 */

/**
 * When a process began, in whatever form the system tells it; the same pid with another beginning is another process.
 * @param {number} pid
 * @returns {string | null} null where no such process lives
 */
export function processBegan(pid) {
  if (process.platform === "linux") {
    const stat = readOrNull(`/proc/${pid}/stat`);
    if (stat === null) return null;
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the command's name may hold spaces and brackets
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return `${readOrNull("/proc/sys/kernel/random/boot_id")?.trim() ?? ""} ${fields[19]}`; // starttime, ticks since boot
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch (error) {
    if (/** @type {{ status?: number }} */ (error).status === 1) return null; // ps: no such process
    throw error;
  }
}

/** @param {string} path */
function readOrNull(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? "")) return null;
    throw error;
  }
}

/**
 * @param {string} path
 * @returns {Holder | null} who holds the lock and lives; null where nobody does
 */
export function lockHolder(path) {
  const text = readOrNull(path);
  if (text === null) return null;
  const [pid = "", began = ""] = text.split("\n");
  return began !== "" && processBegan(Number(pid)) === began ? { pid: Number(pid), began } : null;
}

/**
 * Takes the lock, or says who holds it.
 * @param {string} path of the lock file; its folder must exist
 * @returns {Lock}
 */
export function takeLock(path) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, `${process.pid}\n${processBegan(process.pid)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      if (linked(mine, path)) return { held: true, release: () => rmSync(path, { force: true }) };
      const by = lockHolder(path);
      if (by) return { held: false, by };
      discardStale(path);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Takes the lock as soon as nobody else holds it.
 * @param {string} path of the lock file; its folder must exist
 * @param {(by: Holder) => void} tell called once where it has to wait
 * @returns {Promise<() => void>} releases it
 */
export async function waitForLock(path, tell) {
  for (let told = false; ; told = true) {
    const lock = takeLock(path);
    if (lock.held) return lock.release;
    if (!told) tell(lock.by);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {boolean} whether the name was free; linking is atomic and shows the file complete
 */
function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Renaming first: of several processes that saw the same stale lock, one moves it away, and what was moved is looked at again,
 * since another may have put its own in the meantime.
 * @param {string} path
 */
function discardStale(path) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return;
    throw error;
  }
  if (lockHolder(aside)) linked(aside, path);
  rmSync(aside, { force: true });
}

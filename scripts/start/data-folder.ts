import { chmodSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "../exclusive-lock.mjs";

export interface DataFolder {
  path: string;
  logs: string;
  release(): void;
}

const keptLogBytes = 10 * 1024 * 1024;

/**
 * Opens the data folder for this process alone, making it if need be.
 * @throws Error naming the folder and its holder, where another start serves from it
 */
export function openDataFolder(path: string): DataFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = takeLock(join(path, "lock"));
  if (!lock.held) throw new Error(`Joulemark already runs on the data folder ${path} (process ${lock.by.pid}). Stop it first, or choose another folder: npm start -- --data DIR`);
  // Root's PostgreSQL runs as another user, who must be able to pass through; secrets in it are files of mode 600.
  if (process.getuid?.() === 0) chmodSync(path, statSync(path).mode | 0o111);
  const logs = join(path, "logs");
  mkdirSync(logs, { recursive: true });
  return { path, logs, release: lock.release };
}

/** Path of a process's log. What it has grown beyond 10 MiB goes to `<name>.1.log`, whose former content goes away. */
export function logPath({ logs }: DataFolder, name: string): string {
  const path = join(logs, `${name}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > keptLogBytes) renameSync(path, join(logs, `${name}.1.log`));
  return path;
}

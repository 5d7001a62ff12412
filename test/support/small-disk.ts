import { execFileSync, spawnSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { join } from "node:path";

const plentyBytes = 64 * 2 ** 20;
const namespace = ["unshare", "--mount", "--propagation", "private"];

/** Whether this process may mount, found out in a namespace that ends with the trial: root with that capability may. */
export const mayMount = spawnSync(namespace[0]!, [...namespace.slice(1), "mount", "-t", "tmpfs", "joulemark", "/tmp"]).status === 0;

/**
 * The command with a tmpfs of its own at each of the folders, in a mount namespace that nobody else sees: the kernel unmounts them
 * when the last process in it has ended, however it ended. Keeps the command's process id.
 */
export function withDisks(folders: string[], command: string[]): string[] {
  const script = `while [ "$1" != -- ]; do mkdir -p "$1" && mount -t tmpfs -o size=${plentyBytes},mode=700 joulemark "$1" || exit; shift; done; shift; exec "$@"`;
  return [...namespace, "sh", "-c", script, "sh", ...folders, "--", ...command];
}

export interface Disk {
  /** Its folder, as this process reaches it. */
  path: string;
  /** Leaves room for so many bytes; null: plenty. */
  leave(bytes: number | null): void;
}

/**
 * The disk under a folder of a running system that was started `withDisks`. Where nothing may be mounted, the process that writes into it,
 * and all it starts from now on, may write no file longer than the room left: to a program it is the same.
 * @param writer process id
 */
export function diskOf(folder: string, writer: number): Disk {
  if (!mayMount) return { path: folder, leave: (bytes) => void execFileSync("prlimit", ["--pid", String(writer), `--fsize=${bytes ?? "unlimited"}:unlimited`]) };
  const path = join(`/proc/${writer}/root`, folder);
  return {
    path,
    leave(bytes) {
      const { blocks, bfree, bsize } = statfsSync(path);
      const sizeBytes = bytes === null ? plentyBytes : (blocks - bfree) * bsize + bytes;
      execFileSync("nsenter", ["--mount", "--target", String(writer), "mount", "-o", `remount,size=${sizeBytes}`, folder]);
    },
  };
}

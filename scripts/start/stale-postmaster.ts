import { existsSync, readFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { processBegan } from "../exclusive-lock.mjs";
import { waitUntil } from "./health.ts";

const stopWithinSeconds = 30;

/**
 * Clears the way for a server on this cluster, which the caller holds alone: a server that a killed supervisor left behind is stopped;
 * a postmaster.pid whose process is gone, or is now another program, is removed. PostgreSQL itself takes any living process of its user for a server.
 */
export async function clearStalePostmaster(cluster: string): Promise<void> {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (pid > 1 && isServerOf(pid, cluster)) {
    process.kill(pid, "SIGINT");
    await waitUntil(`The end of the PostgreSQL left behind (process ${pid})`, async () => processBegan(pid) === null || "it still runs", stopWithinSeconds);
  }
  rmSync(file, { force: true });
}

function isServerOf(pid: number, cluster: string): boolean {
  if (processBegan(pid) === null) return false;
  const commandLine = process.platform === "linux" ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") : execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return commandLine.includes("postgres") && commandLine.includes(cluster);
}

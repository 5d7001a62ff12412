// @ts-check
/**
 * Node 22 for this repository, whichever Node (20.19 or newer) the host has. It runs before anything is installed: no dependencies.
 * 22 because tfjs-node 4.22 calls functions that Node 23 removed, and because Node runs our TypeScript as it is from 22.18 on.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The version that bootstrap.mjs brings where the host's does not fit. */
export const node22Version = "22.23.3";
/** The repository's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
/** Where bootstrap.mjs puts Node 22. */
export const node22Path = join(root, ".tools", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/**
 * @param {string} version as in process.versions.node
 * @returns {boolean} whether it is 22.18 or newer, and below 23
 */
export function isNode22(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 22 && minor >= 18;
}

/** @returns {string | null} path of a Node 22: the running one if it fits, else the repository's; null where there is none yet */
export function findNode22() {
  if (isNode22(process.versions.node)) return process.execPath;
  return existsSync(node22Path) ? node22Path : null;
}

/** @returns {NodeJS.ProcessEnv} the environment in which `node` is Node 22 and the installed commands are found first */
export function node22Environment() {
  const node = findNode22();
  const folders = [...(node ? [dirname(node)] : []), join(root, "node_modules", ".bin"), process.env.PATH ?? ""];
  return { ...process.env, PATH: folders.join(delimiter), NEXT_TELEMETRY_DISABLED: "1", TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", CHECKPOINT_DISABLE: "1" };
}

/**
 * Ends this process as a child ended: with its code, or 128 + the number of the signal that ended it.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {never}
 */
export function exitLike(code, signal) {
  process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
}

/**
 * Runs a command with this terminal, hands it the signals this process gets, and ends as it ends.
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ ownGroup?: boolean, env?: NodeJS.ProcessEnv }} [options] ownGroup: a terminal's Ctrl-C reaches it through this process only, once;
 *   it has a channel whose closing tells it that this process is gone
 * @returns {Promise<never>}
 */
export function become(command, parameters, { ownGroup = false, env = node22Environment() } = {}) {
  const child = spawn(command, parameters, { env, detached: ownGroup, stdio: ownGroup ? ["inherit", "inherit", "inherit", "ipc"] : "inherit" });
  for (const signal of /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    // Without a group of its own the terminal has sent Ctrl-C to the child already.
    process.on(signal, () => (ownGroup || signal !== "SIGINT" ? child.kill(signal) : undefined));
  }
  return new Promise((_, reject) => {
    child.on("error", (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.on("exit", exitLike);
  });
}

/**
 * Returns at once under Node 22; else runs the module again under it with the same arguments, and never returns.
 * @param {string} moduleUrl import.meta.url of the module that was started
 */
export async function reexecUnderNode22(moduleUrl) {
  if (isNode22(process.versions.node)) return;
  const node = findNode22();
  if (!node) {
    console.error("Node 22 is not here yet. Run: node scripts/bootstrap.mjs");
    process.exit(1);
  }
  await become(node, [...process.execArgv, fileURLToPath(moduleUrl), ...process.argv.slice(2)]);
}

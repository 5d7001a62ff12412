// @ts-check
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { exitLike, findNode22, node22Environment, root } from "../node22.mjs";

const shownLines = 25;

/**
 * Runs a command under Node 22's environment; its output goes to a file of `.tools/logs`.
 * @param {string} name of the log file, without ending
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ cwd?: string, env?: Record<string, string>, timeoutMs?: number }} [options]
 * @returns {Promise<string>} what it wrote
 * @throws {Error} with the end of what it wrote, where it failed
 */
export async function runCommand(name, command, parameters, { cwd = root, env = {}, timeoutMs } = {}) {
  const folder = join(root, ".tools", "logs");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.log`);
  const log = createWriteStream(path);
  const child = spawn(command, parameters, { cwd, env: { ...node22Environment(), ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true, ...(timeoutMs ? { timeout: timeoutMs } : {}) });
  const forget = endWith(child);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const failure = await new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code === 0 ? null : `it ended with ${signal ?? `code ${code}`}`));
  });
  forget();
  log.end();
  await finished(log);
  const text = readFileSync(path, "utf8");
  if (failure !== null) throw new Error(`${text.trimEnd().split("\n").slice(-shownLines).join("\n")}\n\n\`${[command, ...parameters].join(" ")}\` failed: ${failure}. All of its output: ${path}`);
  return text;
}

/**
 * A signal to this process ends the child with all that it has started, which is a process group of its own, and then this process.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => void} called when the child has ended
 */
function endWith(child) {
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    exitLike(null, signal);
  };
  const signals = /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, end);
  return () => signals.forEach((signal) => process.off(signal, end));
}

/**
 * @param {string} command
 * @param {string[]} [parameters]
 * @returns {boolean} whether the command is there and answers
 */
export function answers(command, parameters = ["--version"]) {
  return spawnSync(command, parameters, { stdio: "ignore", env: node22Environment() }).status === 0;
}

/** npm, the one that started this process or else the first on the path, under Node 22 once it is there. @returns {[string, string[]]} command and its first parameters */
export function npm() {
  const script = process.env.npm_execpath;
  return script && /npm-cli\.[cm]?js$/.test(script) ? [findNode22() ?? process.execPath, [script]] : ["npm", []];
}

// @ts-check
/**
 * What a newcomer does, in a folder of its own: clone, `npm start`, read the published board over HTTP, Ctrl-C, start again. The last line is
 * "N passed, N failed". Plain JavaScript on the host's Node, as theirs: nothing of this clone is used but its commits.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "joulemark-clone-"));
const clone = join(folder, "joulemark");
const firstWithinMs = 8 * 60_000;
const secondWithinMs = 10_000;
const stopWithinMs = 60_000;
const counts = { passed: 0, failed: 0 };

const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|JOULEMARK_|DATABASE_URL$|HOST$|PORT$|NODE_OPTIONS$)/i.test(name)));
const port = await freePort();
try {
  execFileSync("git", ["clone", "--quiet", source, clone], { stdio: "inherit" });
  const first = await start(firstWithinMs);
  check(`npm start on a fresh clone serves within ${firstWithinMs / 60_000} min`, first.url !== null, `${first.seconds} s`);
  if (first.url) {
    const rows = await readBoard(first.url);
    check("its board has three published results, read without signing in", rows.length === 3, rows.map((row) => `${row.result.modelVersion.label} ${row.quality.value.toFixed(3)}`).join(", "));
    check("its home page answers", (await fetch(first.url)).status === 200);
  }
  await checkedStop(first);
  if (first.url) {
    const second = await start(secondWithinMs * 3);
    check(`a second npm start is ready within ${secondWithinMs / 1000} s`, second.url !== null && Number(second.seconds) * 1000 <= secondWithinMs, `${second.seconds} s`);
    if (second.url) check("it still has the board", (await readBoard(second.url)).length === 3);
    await checkedStop(second);
  }
  check("starting has changed no file that is checked in", execFileSync("git", ["status", "--porcelain"], { cwd: clone, encoding: "utf8" }) === "");
} catch (error) {
  check(`no fault on the way: ${error instanceof Error ? error.message : error}`, false);
}
for (const pid of leftBehind()) process.kill(pid, "SIGKILL");
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);

/** @param {string} title @param {boolean} holds @param {string} [detail] */
function check(title, holds, detail) {
  counts[holds ? "passed" : "failed"] += 1;
  console.log(`${holds ? "✓" : "✗"} ${title}${detail ? ` (${detail})` : ""}`);
}

/** @typedef {{ url: string | null, seconds: string, child: import("node:child_process").ChildProcess, ended: Promise<number | null> }} Started */

/** @param {number} withinMs @returns {Promise<Started>} url null: it did not come up in time */
async function start(withinMs) {
  const startedAt = performance.now();
  const child = spawn("npm", ["start"], { cwd: clone, env: { ...env, PORT: String(port) }, stdio: ["ignore", "pipe", "inherit"] });
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.on("exit", resolve));
  let output = "";
  /** @type {string | null} */
  const url = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), withinMs);
    void ended.then(() => resolve(null));
    child.stdout.on("data", (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
      const ready = /^Joulemark is ready: (\S+)$/m.exec(output);
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready[1] ?? null);
    });
  });
  return { url, seconds: ((performance.now() - startedAt) / 1000).toFixed(1), child, ended };
}

/** Ctrl-C, as npm gets it. @param {Started} started */
async function checkedStop({ child, ended }) {
  child.kill("SIGINT");
  const stopped = await Promise.race([ended.then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), stopWithinMs))]);
  check("Ctrl-C stops it", stopped === true);
  const left = leftBehind();
  check("no process of it is left", left.length === 0, left.map((pid) => `${pid} ${commandOf(pid)}`).join("; "));
}

/** Processes that run from the clone or in it. */
function leftBehind() {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.filter((pid) => pid !== process.pid && (commandOf(pid).includes(folder) || workingFolderOf(pid).startsWith(folder)));
}

/** @param {number} pid */
function commandOf(pid) {
  return orEmpty(() => readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "));
}

/** @param {number} pid */
function workingFolderOf(pid) {
  return orEmpty(() => readlinkSync(`/proc/${pid}/cwd`));
}

/** A process may end while it is looked at, or be somebody else's. @param {() => string} read */
function orEmpty(read) {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? "")) return "";
    throw error;
  }
}

/** @param {string} url @returns {Promise<{ quality: { value: number }, result: { modelVersion: { label: string } } }[]>} by the document that partners keep */
async function readBoard(url) {
  const query = readFileSync(join(clone, "test", "contract", "board.graphql"), "utf8");
  const response = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query, variables: { task: "digits" } }) });
  const { data, errors } = /** @type {{ data?: { leaderboard: { rows: { nodes: [] } } | null }, errors?: unknown }} */ (await response.json());
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.leaderboard?.rows.nodes ?? [];
}

/** Below the ports of outgoing connections, one of which could take it while the clone is made ready. @returns {Promise<number>} */
function freePort() {
  const candidate = 20_000 + Math.floor(Math.random() * 12_000);
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error) => (/** @type {NodeJS.ErrnoException} */ (error).code === "EADDRINUSE" ? resolve(freePort()) : reject(error)));
    server.listen(candidate, "127.0.0.1", () => server.close(() => resolve(candidate)));
  });
}

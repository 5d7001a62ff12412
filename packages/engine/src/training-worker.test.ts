import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "@jest/globals";
import { engineCommand } from "./test-command.ts";

/** As the platform's worker starts it: a group of its own, a standard input that ends with the worker. */
const root = mkdtempSync(join(tmpdir(), "joulemark-training-worker-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const workers = Math.min(2, availableParallelism());

interface Started {
  engine: ChildProcess;
  folder: string;
  /** Of the processes that train. */
  pids: number[];
  exit: Promise<[code: number | null, signal: string | null]>;
}
const childrenOf = (pid: number): number[] => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/stat`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
async function allGone(pids: number[]): Promise<boolean> {
  for (let waited = 0; pids.some(isAlive) && waited < 10_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  return !pids.some(isAlive);
}

async function startRun(name: string, training: object): Promise<Started> {
  const folder = join(root, name);
  mkdirSync(folder);
  const specification = { version: 1, name, task: "digits", base: { layers: [{ type: "dense", units: 64 }] }, pipeline: [{ technique: "train" }], training: { workers, epochs: 10_000, ...training } };
  writeFileSync(join(folder, "job.json"), JSON.stringify({ specification, seed: 3, inferenceSeconds: 0.05 }));
  const engine = spawn(process.execPath, [engineCommand, "run", folder, "--watch-parent"], { stdio: ["pipe", "pipe", "inherit"], detached: true, env: { ...process.env, NODE_OPTIONS: "" } });
  const exit = once(engine, "exit") as Started["exit"];
  for await (const line of createInterface({ input: engine.stdout })) if (line.includes("training processes of")) break;
  engine.stdout.resume();
  const pids = childrenOf(engine.pid!).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("training-worker"));
  return { engine, folder, pids, exit };
}
const checkpointsIn = (folder: string): number => (existsSync(join(folder, "checkpoints")) ? readdirSync(join(folder, "checkpoints")).length : 0);

const strategies: [string, object][] = [
  ["sync-data-parallel", { strategy: "sync-data-parallel" }],
  ["local-sgd in the middle of a round that takes long", { strategy: "local-sgd", syncEvery: 1_000_000, examples: 1000, batchSize: 1 }],
  ["async", { strategy: "async", maxStaleness: 1 }],
];

test.each(strategies)("%s: SIGTERM to the whole group, as a cancelled run gets it, leaves a checkpoint and no process", async (name, training) => {
  const { engine, folder, pids, exit } = await startRun(`term ${name}`, training);
  expect(pids).toHaveLength(workers);
  process.kill(-engine.pid!, "SIGTERM");
  expect(await exit).toEqual([75, null]);
  expect(checkpointsIn(folder)).toBeGreaterThan(0);
  expect(await allGone(pids)).toBe(true);
});

test.each<[string, (engine: ChildProcess) => void]>([
  ["is killed", (engine) => void engine.kill("SIGKILL")],
  ["loses its worker", (engine) => engine.stdin!.destroy()],
])("an engine that %s leaves no process behind", async (name, end) => {
  const { engine, pids, exit } = await startRun(name, { strategy: "sync-data-parallel" });
  expect(pids).toHaveLength(workers);
  end(engine);
  await exit;
  expect(await allGone(pids)).toBe(true);
});

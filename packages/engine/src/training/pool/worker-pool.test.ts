import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { denseNetwork, randomExamples } from "../../test-networks.ts";
import type { Opening } from "./messages.ts";
import { openTestPool, poolEntry } from "../test-plan.ts";
import type { WorkerPool } from "./worker-pool.ts";

const open: WorkerPool[] = [];
afterEach(async () => {
  for (const pool of open.splice(0)) await pool.close();
});
const started = async (...given: Parameters<typeof openTestPool>): Promise<WorkerPool> => {
  const pool = await openTestPool(...given);
  open.push(pool);
  return pool;
};

const network = denseNetwork([12, 9, 5]);
const opening: Opening = { network, options: { optimizer: { type: "sgd", learningRate: 1 }, loss: { type: "cross-entropy" }, accumulates: true }, data: randomExamples(20, 12, 5), compression: null, bucketBytes: 1 << 20, residual: null };
const request = { kind: "gradient", rows: Int32Array.from({ length: 20 }, (_, i) => i), batchSize: 20 } as const;
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
const until = async (what: () => boolean): Promise<void> => {
  for (let waited = 0; !what() && waited < 10_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
};

test("processes work from one address to another", async () => {
  const pool = await started(1, { host: "127.0.0.2", from: "127.0.0.3" });
  expect(pool.address.host).toBe("127.0.0.2");
  // A connection of /proc/net/tcp: addresses in hexadecimal, least byte first.
  expect(readFileSync("/proc/net/tcp", "utf8")).toMatch(new RegExp(`0300007F:[0-9A-F]{4} 0200007F:${pool.address.port.toString(16).toUpperCase().padStart(4, "0")} 01`));
  await pool.begin(() => opening);
  expect(await pool.ask(0, request)).toMatchObject({ kind: "done", items: 20, steps: 1 });
});

test("an address that this machine does not have is refused, naming it", async () => {
  await expect(openTestPool(1, { host: "192.0.2.1" })).rejects.toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("192.0.2.1") as unknown });
});

test("who does not show the token of the run is turned away", async () => {
  const pool = await started(1);
  for (const headers of [{}, { authorization: "Bearer wrong", "x-joulemark-worker": "0" }]) {
    const socket = new WebSocket(`ws://127.0.0.1:${pool.address.port}/`, { headers });
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toContain("401");
  }
});

test("a worker that dies over a request is replaced, and the other one gives the same bits", async () => {
  const told: string[] = [];
  const pool = await started(2, { tell: (message) => void told.push(message) });
  await pool.begin(() => opening);
  const parts = async (): Promise<string> => {
    const values: number[] = [];
    await pool.ask(1, request, { onPart: (part) => values.push(...part.values) });
    return values.join();
  };
  const before = await parts();
  const pid = pool.pids[1]!;
  process.kill(pid, "SIGKILL");
  expect(await parts()).toBe(before);
  expect(pool.pids[1]).not.toBe(pid);
  expect(told).toEqual(["Training process 1 ended (SIGKILL): another one takes its place."]);
});

test("a process that does not start is told as that", async () => {
  await expect(openTestPool(1, { entry: "/nonexistent.ts" })).rejects.toMatchObject({ code: "NATIVE", message: "Training process 0 did not start: exit code 1." });
});

test("what goes wrong in a worker is told as it would be here, and the worker goes on", async () => {
  const pool = await started(1);
  await pool.begin(() => opening);
  await expect(pool.ask(0, { ...request, rows: Int32Array.of(99) })).rejects.toMatchObject({ code: "INVALID_INPUT", message: "There is no row 99 among 20." });
  expect(await pool.ask(0, request)).toMatchObject({ items: 20 });
});

test("closing ends the processes; SIGTERM and SIGINT, which reach the whole group, are the parent's", async () => {
  const pool = await openTestPool(1);
  const [pid] = pool.pids as [number];
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.kill(pid, signal);
  await pool.begin(() => opening);
  expect(await pool.ask(0, request)).toMatchObject({ items: 20 });
  await pool.close();
  expect(isAlive(pid)).toBe(false);
});

test("a parent that is killed leaves no process behind", async () => {
  const script = `
    import { WorkerPool } from ${JSON.stringify(fileURLToPath(new URL("worker-pool.ts", import.meta.url)))};
    const pool = await WorkerPool.open({ workers: 2, threads: 1, entry: ${JSON.stringify(poolEntry)}, tell: () => undefined });
    console.log("pids:" + pool.pids.join());
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, NODE_OPTIONS: "" } });
  let pids: number[] = [];
  for await (const line of createInterface({ input: parent.stdout })) {
    pids = (/^pids:(.*)/.exec(line)?.[1] ?? "").split(",").map(Number);
    break;
  }
  expect(pids.map(isAlive)).toEqual([true, true]);
  parent.kill("SIGKILL");
  await until(() => !pids.some(isAlive));
  expect(pids.map(isAlive)).toEqual([false, false]);
});

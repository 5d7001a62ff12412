import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { denseNetwork, randomExamples } from "../../test-networks.ts";
import type { Opening } from "./messages.ts";
import { openTestPool, poolEntry } from "../test-plan.ts";
import { PoolServer } from "./pool-server.ts";
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
const request = { kind: "gradient", state: {}, rows: Int32Array.from({ length: 20 }, (_, i) => i), batchSize: 20 } as const;
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
const until = async (what: () => boolean): Promise<void> => {
  for (let waited = 0; !what() && waited < 10_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
};

const childrenHere = (): number[] => readdirSync(`/proc/${process.pid}/task`).flatMap((task) => readFileSync(`/proc/${process.pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number)).filter((pid) => isAlive(pid) && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("training-worker"));

/** Its numbers, in the order that they are sent in. */
async function gradientOf(pool: WorkerPool, worker: number): Promise<string> {
  const values: number[] = [];
  await pool.ask(worker, request, { onPart: (part) => values.push(...part.values) });
  return values.join();
}

test("processes work from one address to another", async () => {
  const pool = await started(1, { host: "127.0.0.2", from: "127.0.0.3" });
  expect(pool.address.host).toBe("127.0.0.2");
  // A connection of /proc/net/tcp: addresses in hexadecimal, least byte first.
  expect(readFileSync("/proc/net/tcp", "utf8")).toMatch(new RegExp(`0300007F:[0-9A-F]{4} 0200007F:${pool.address.port.toString(16).toUpperCase().padStart(4, "0")} 01`));
  await pool.begin(() => opening);
  expect(await pool.ask(0, request)).toMatchObject({ items: 20, steps: 1 });
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

test("who speaks another version of the messages is told so, once it has shown the token", async () => {
  const server = await PoolServer.listen("127.0.0.1");
  const socket = new WebSocket(`ws://127.0.0.1:${server.address.port}/`, { headers: { authorization: `Bearer ${server.token}`, "x-joulemark-worker": "0", "x-joulemark-protocol": "1" } });
  const [error] = (await once(socket, "error")) as [Error];
  expect(error.message).toContain("426");
  server.close();
});

test("who is turned away cannot hold the connection, and with it the run's process", async () => {
  const pool = await started(1);
  const socket = connect({ host: "127.0.0.1", port: pool.address.port, allowHalfOpen: true });
  socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  const errors: string[] = [];
  socket.resume().on("error", (error: NodeJS.ErrnoException) => errors.push(error.code!));
  await once(socket, "end");
  const writing = setInterval(() => socket.write("x"), 20); // what nobody reads any more is refused
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(writing);
  expect(errors).toEqual([expect.stringMatching(/ECONNRESET|EPIPE/)]);
});

test("the system probes a process's connection, so that it ends where its parent's machine is gone", async () => {
  const pool = await started(1);
  const port = pool.address.port.toString(16).toUpperCase().padStart(4, "0");
  const timerOf = (): string | undefined => new RegExp(`^ *\\d+: \\S+ 0100007F:${port} 01 \\S+ (..):`, "m").exec(readFileSync("/proc/net/tcp", "utf8"))?.[1];
  await until(() => timerOf() === "02");
  expect(timerOf()).toBe("02"); // of keeping alive
});

test("a worker that hangs is replaced, and the other one gives the same bits", async () => {
  const told: string[] = [];
  const pool = await started(1, { tell: (message) => void told.push(message), pingEveryMs: 300 });
  await pool.begin(() => opening);
  const before = await gradientOf(pool, 0);
  process.kill(pool.pids[0]!, "SIGSTOP");
  expect(await gradientOf(pool, 0)).toBe(before);
  expect(told).toEqual(["Training process 0 ended (SIGKILL): another one takes its place."]);
});

test("a request that is too large for a message is refused with its size, and the worker goes on", async () => {
  const pool = await started(1);
  await pool.begin(() => opening);
  const huge = { ...opening, data: { ...opening.data, inputs: { values: new Uint8Array(2 ** 31), count: 1 } } };
  await expect(pool.ask(0, { kind: "open", opening: huge })).rejects.toMatchObject({ code: "UNSUPPORTED", message: expect.stringMatching(/sent 21474\d+ bytes at once, and 2147483647 are the most/) as unknown });
  expect(await pool.ask(0, request)).toMatchObject({ items: 20 });
});

test("an opening that fails is told, and another one works", async () => {
  const pool = await started(1);
  await expect(pool.begin(() => ({ ...opening, data: { ...opening.data, labels: new Int32Array(20).fill(99) } }))).rejects.toMatchObject({ code: "INVALID_INPUT", message: "A label is outside of 0 … 4." });
  const [pid] = pool.pids;
  await pool.begin(() => opening);
  expect([(await pool.ask(0, request)).items, pool.pids[0]]).toEqual([20, pid]);
});

test("a process that is started while the pool closes is ended too", async () => {
  const pool = await openTestPool(1);
  await pool.begin(() => opening);
  process.kill(pool.pids[0]!, "SIGKILL");
  const asked = pool.ask(0, request).catch((error: unknown) => error);
  await until(() => pool.pids[0] === undefined);
  const started = childrenHere();
  expect(started).toHaveLength(1);
  await pool.close();
  expect([started.filter(isAlive), await asked]).toEqual([[], expect.objectContaining({ code: expect.stringMatching(/CANCELLED|NATIVE/) as unknown })]);
});

test("a worker that dies over a request is replaced, and the other one gives the same bits", async () => {
  const told: string[] = [];
  const pool = await started(2, { tell: (message) => void told.push(message) });
  await pool.begin(() => opening);
  const before = await gradientOf(pool, 1);
  const pid = pool.pids[1]!;
  process.kill(pid, "SIGKILL");
  expect(await gradientOf(pool, 1)).toBe(before);
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

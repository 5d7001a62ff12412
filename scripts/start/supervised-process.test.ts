import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { processBegan } from "../exclusive-lock.mjs";
import { waitUntil } from "./health.ts";
import { restartDelayMs, SupervisedProcess } from "./supervised-process.ts";
import type { ProcessPlan } from "./supervised-process.ts";

let folder: string;
let started: SupervisedProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "joulemark-process-"));
  started = [];
});
afterEach(async () => {
  for (const running of started) await running.stop();
  rmSync(folder, { recursive: true });
});

async function run(script: string, plan: Partial<ProcessPlan> = {}, tell: (message: string) => void = () => undefined): Promise<SupervisedProcess> {
  const running = new SupervisedProcess(
    { name: "tested", command: "sh", parameters: ["-c", script], environment: process.env, logPath: join(folder, "log"), stopSignal: "SIGTERM", hurrySignal: "SIGKILL", graceMs: 300, ...plan },
    () => undefined,
    tell,
  );
  started.push(running);
  await running.start();
  return running;
}
const ends = (pid: number) => waitUntil(`the end of ${pid}`, async () => processBegan(pid) === null || "it lives", 20);
const log = () => readFileSync(join(folder, "log"), "utf8");

test("the wait before a restart doubles from 1 s to 30 s", () => {
  expect([1, 2, 3, 4, 5, 6, 9].map(restartDelayMs)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

describe("a supervised process", () => {
  test("that dies is told of and started again, with another process id", async () => {
    const told: string[] = [];
    const running = await run("sleep 1000", {}, (message) => told.push(message));
    await running.untilReady(async () => undefined);
    const before = running.pid!;
    process.kill(before, "SIGKILL");
    await waitUntil("the restart", async () => (running.pid !== null && running.pid !== before) || "none", 20);
    expect(told).toEqual([expect.stringContaining("tested ended with SIGKILL. It is started again in 1 s")]);
  });

  test("that dies before it is ready gives the end of its log as the reason, and is not started again", async () => {
    const running = await run("echo the port is taken >&2; exit 3");
    await expect(running.untilReady(() => new Promise(() => undefined))).rejects.toThrow(/tested ended with code 3[^]*the port is taken/);
    expect(running.pid).toBeNull();
  });

  test("that does not heed its stop signal is killed after its time, with what it has started", async () => {
    const running = await run("trap '' TERM; sleep 1000 & echo child $!; wait; sleep 1000");
    await waitUntil("the child", async () => /child (\d+)/.test(log()) || "none", 20);
    const child = Number(/child (\d+)/.exec(log())![1]);
    const pid = running.pid!;
    await running.stop();
    await ends(pid);
    await ends(child);
  });

  test("that is stopped stays stopped, also while it waits for its restart", async () => {
    const running = await run("exit 0");
    await running.untilReady(async () => undefined);
    await waitUntil("its end", async () => running.pid === null || "it lives", 20);
    await running.stop();
    await running.start();
    expect(running.pid).toBeNull();
  });

  test("that cannot be run at all says which command", async () => {
    const running = await run("", { command: join(folder, "no-such-command") });
    await expect(running.untilReady(() => new Promise(() => undefined))).rejects.toThrow("no-such-command");
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { longTraining, modelSha256, readRun, shortTraining, submitOne, waitFor, waitForCheckpoint, waitForEnd } from "../support/experiments.ts";
import type { RunView } from "../support/experiments.ts";
import { startLab } from "../support/lab.ts";
import { startWorker } from "../support/lone-worker.ts";
import type { LoneWorker } from "../support/lone-worker.ts";
import type { System } from "../support/system.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";

let folder: string;
let clock: { api: string; worker: string };
let system: System;
let token: string;
let worker: LoneWorker;
let uninterrupted: RunView;
const preload = fileURLToPath(new URL("../support/jumping-clock.mjs", import.meta.url));
const jumping = (file: string): Record<string, string> => ({ NODE_OPTIONS: `--import=${preload}`, CLOCK_FILE: file });
const start = (url = system.url): Promise<LoneWorker> => startWorker(url, join(system.data, "worker-token"), jumping(clock.worker));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-clock-"));
  clock = { api: join(folder, "api"), worker: join(folder, "worker") };
  for (const file of Object.values(clock)) await writeFile(file, "0");
  ({ system, token } = await startLab({ worker: false, environment: jumping(clock.api) }));
  worker = await start();
  uninterrupted = await waitForEnd(system.url, token, await submitOne(system.url, token, "lab", longTraining("uninterrupted")), 240);
});
afterAll(async () => {
  await worker.stop("SIGKILL");
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What each of these must end in: the same bytes, one result, events without a gap. */
async function expectTheSame(id: string, attempts: string[]): Promise<void> {
  const run = await waitForEnd(system.url, token, id, 240);
  expect(run).toMatchObject({ state: "SUCCEEDED", failure: null });
  expect(run.attempts.nodes.map(({ state }) => state)).toEqual(attempts);
  expect(modelSha256(run)).toBe(modelSha256(uninterrupted));
  const events = await system.events(id, token);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
}

describe("a worker beside the server", () => {
  test("drains at SIGTERM: claims nothing more, hands its run back with a checkpoint, and is gone within 20 s; the next goes on to the same bytes", async () => {
    const id = await submitOne(system.url, token, "lab", longTraining("drained"));
    await waitForCheckpoint(system.url, token, id);
    const next = await submitOne(system.url, token, "lab", shortTraining("after the drain"));
    const { seconds, code } = await worker.stop("SIGTERM");
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(20);
    expect(await readRun(system.url, token, id)).toMatchObject({ state: "QUEUED", attempts: { nodes: [{ state: "LOST" }] } });
    await sleep(2_000);
    expect(await readRun(system.url, token, next)).toMatchObject({ state: "QUEUED", attempts: { nodes: [] } });
    worker = await start();
    await expectTheSame(id, ["LOST", "SUCCEEDED"]);
    const steps = (await system.events(id, token)).filter(({ kind }) => kind === "PROGRESS").map(({ step }) => step);
    expect(steps.filter((step) => step === 1).length).toBeLessThanOrEqual(1); // begun once
    expect(await waitForEnd(system.url, token, next)).toMatchObject({ state: "SUCCEEDED" });
  });

  test("and the API may have clocks that jump by hours, ahead and back, in the middle of a run: no lease is lost, nothing is doubled", async () => {
    const id = await submitOne(system.url, token, "lab", longTraining("jumping clocks"));
    await waitForCheckpoint(system.url, token, id);
    for (const [file, hours] of [[clock.worker, 6], [clock.api, -3], [clock.worker, -48], [clock.api, 30]] as const) {
      await writeFile(file, String(hours));
      await sleep(1_500);
    }
    await expectTheSame(id, ["SUCCEEDED"]);
    for (const file of Object.values(clock)) await writeFile(file, "0");
    expect((await readRun(system.url, token, id)).trainingEnergy!.value).toBeLessThan(uninterrupted.trainingEnergy!.value * 5); // no hours were charged
  });

  test("that loses the network for two minutes finds its attempt lost, and ends the run once, in the same bytes", async () => {
    await worker.stop("SIGTERM");
    const proxy = await openTcpProxy(system.url);
    worker = await start(proxy.url);
    try {
      const id = await submitOne(system.url, token, "lab", longTraining("cut off"));
      await waitForCheckpoint(system.url, token, id);
      proxy.cut();
      await waitFor(() => readRun(system.url, token, id), ({ state }) => state === "QUEUED", 80); // its lease is over
      await sleep(45_000);
      expect(await readRun(system.url, token, id)).toMatchObject({ state: "QUEUED" });
      proxy.restore();
      await expectTheSame(id, ["LOST", "SUCCEEDED"]);
    } finally {
      await worker.stop("SIGTERM");
      await proxy.close();
      worker = await start();
    }
  }, 600_000);

  test("has made one result of each experiment", async () => {
    const { results } = await system.ask<{ results: { nodes: { runs: { nodes: { id: string }[] } }[] } }>(`{ results(first: 100) { nodes { runs(first: 20) { nodes { id } } } } }`, {}, token);
    const owners = results.nodes.flatMap((result) => result.runs.nodes.map(({ id }) => id));
    expect(new Set(owners).size).toBe(owners.length);
    expect(owners).toHaveLength(5);
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { longTraining, makeProject, modelSha256, readRun, shortTraining, submitOne, waitFor, waitForCheckpoint, waitForEnd } from "../support/experiments.ts";
import type { RunView } from "../support/experiments.ts";
import { startLab } from "../support/lab.ts";
import { startWorker } from "../support/lone-worker.ts";
import type { LoneWorker } from "../support/lone-worker.ts";
import type { System } from "../support/system.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";
import type { TcpProxy } from "../support/tcp-proxy.ts";

const networkAwayMs = 120_000;
let folder: string;
let clock: { api: string; worker: string };
let system: System;
let token: string;
/** Each executes the runs of one institution only: `near` of the lab, `far`, behind a network that is cut, of the outpost. */
let near: LoneWorker;
let far: LoneWorker;
let network: TcpProxy;
let cutOff: { id: string; at: number };
let uninterrupted: RunView;
const preload = fileURLToPath(new URL("../support/jumping-clock.mjs", import.meta.url));
const jumping = (file: string): Record<string, string> => ({ NODE_OPTIONS: `--import=${preload}`, CLOCK_FILE: file });
const startNear = (): Promise<LoneWorker> => startWorker(system.url, join(folder, "lab-key"), jumping(clock.worker));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-lone-"));
  clock = { api: join(folder, "api-clock"), worker: join(folder, "worker-clock") };
  for (const file of Object.values(clock)) await writeFile(file, "0");
  ({ system, token } = await startLab({ worker: false, environment: jumping(clock.api) }));
  await makeProject(system.url, token, "outpost");
  for (const place of ["lab", "outpost"]) await writeFile(join(folder, `${place}-key`), await makeWorkerKey(`${place}-university`), { mode: 0o600 });
  network = await openTcpProxy(system.url);
  far = await startWorker(network.url, join(folder, "outpost-key"));
  cutOff = await cutNetwork();
  // What the worker nearby lives through takes less time than the network is away.
  near = await startNear();
  uninterrupted = await waitForEnd(system.url, token, await submitOne(system.url, token, "lab", training("uninterrupted")), 240);
});
afterAll(async () => {
  await near?.stop("SIGKILL");
  await far?.stop("SIGKILL");
  await network?.close();
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
});

const training = (name: string): Record<string, unknown> => longTraining(name, 120);

async function makeWorkerKey(institution: string): Promise<string> {
  const { createApiKey } = await system.ask<{ createApiKey: { key: string } }>(
    `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } } }`,
    { input: { institution, name: "a worker", scopes: ["run:execute"] } },
    token,
  );
  return createApiKey.key;
}

async function cutNetwork(): Promise<{ id: string; at: number }> {
  const id = await submitOne(system.url, token, "outpost", training("cut off"));
  await waitForCheckpoint(system.url, token, id);
  network.cut();
  return { id, at: performance.now() };
}

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
    const id = await submitOne(system.url, token, "lab", training("drained"));
    await waitForCheckpoint(system.url, token, id);
    const next = await submitOne(system.url, token, "lab", shortTraining("after the drain"));
    const { seconds, code } = await near.stop("SIGTERM");
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(20);
    expect(await readRun(system.url, token, id)).toMatchObject({ state: "QUEUED", attempts: { nodes: [{ state: "LOST" }] } });
    await sleep(2_000);
    expect(await readRun(system.url, token, next)).toMatchObject({ state: "QUEUED", attempts: { nodes: [] } });
    near = await startNear();
    await expectTheSame(id, ["LOST", "SUCCEEDED"]);
    const steps = (await system.events(id, token)).filter(({ kind }) => kind === "PROGRESS").map(({ step }) => step);
    expect(steps.filter((step) => step === 1).length).toBeLessThanOrEqual(1); // begun once
    expect(await waitForEnd(system.url, token, next)).toMatchObject({ state: "SUCCEEDED" });
  });

  test("and the API may have clocks that jump by hours, ahead and back, in the middle of a run: no lease is lost, nothing is doubled", async () => {
    const id = await submitOne(system.url, token, "lab", training("jumping clocks"));
    await waitForCheckpoint(system.url, token, id);
    for (const [file, hours] of [[clock.worker, 6], [clock.api, -3], [clock.worker, -48], [clock.api, 30]] as const) {
      await writeFile(file, String(hours));
      await sleep(600); // the clocks look every 200 ms
    }
    const fromTheFuture = await submitOne(system.url, token, "lab", shortTraining("submitted by an API 30 hours ahead"));
    await expectTheSame(id, ["SUCCEEDED"]);
    for (const file of Object.values(clock)) await writeFile(file, "0");
    expect((await readRun(system.url, token, id)).trainingEnergy!.value).toBeLessThan(uninterrupted.trainingEnergy!.value * 5); // no hours were charged
    expect(await waitForEnd(system.url, token, fromTheFuture)).toMatchObject({ state: "SUCCEEDED" });
  });

  test("that loses the network for two minutes finds its attempt lost, and ends the run once, in the same bytes", async () => {
    await waitFor(() => readRun(system.url, token, cutOff.id), ({ state }) => state === "QUEUED", 80); // its lease is over
    await sleep(Math.max(0, cutOff.at + networkAwayMs - performance.now()));
    expect(await readRun(system.url, token, cutOff.id)).toMatchObject({ state: "QUEUED" });
    network.restore();
    await expectTheSame(cutOff.id, ["LOST", "SUCCEEDED"]);
  });

  test("has made one result of each experiment", async () => {
    const { results } = await system.ask<{ results: { nodes: { runs: { nodes: { id: string }[] } }[] } }>(`{ results(first: 100) { nodes { runs(first: 20) { nodes { id } } } } }`, {}, token);
    const owners = results.nodes.flatMap((result) => result.runs.nodes.map(({ id }) => id));
    expect(new Set(owners).size).toBe(owners.length);
    expect(owners).toHaveLength(6);
  });
});

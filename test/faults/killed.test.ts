import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { longTraining, modelSha256, submitOne, waitFor, waitForCheckpoint, waitForEnd } from "../support/experiments.ts";
import type { RunView } from "../support/experiments.ts";
import { childrenOf } from "../support/processes.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";

interface Killed {
  id: string;
  /** Wall clock, ms. */
  at: number;
}

const epochs = 120;
let system: System;
let token: string;
let uninterrupted: RunView;
let withItsWorker: Killed;

beforeAll(async () => {
  ({ system, token } = await startLab());
  withItsWorker = await killWorker();
  // The lease of what was killed runs out meanwhile.
  uninterrupted = await waitForEnd(system.url, token, await submitOne(system.url, token, "lab", longTraining("uninterrupted", epochs)), 240);
});
afterAll(() => system.stop());

async function runningEngine(name: string): Promise<{ id: string; worker: number; engine: number }> {
  const id = await submitOne(system.url, token, "lab", longTraining(name, epochs));
  await waitForCheckpoint(system.url, token, id);
  const { worker } = await system.processes();
  if (!worker) throw new Error("There is no worker.");
  const [engine] = await waitFor(() => childrenOf(worker), (children) => children.length > 0, 20);
  return { id, worker, engine: engine! };
}

async function killWorker(): Promise<Killed> {
  const { id, worker, engine } = await runningEngine("worker killed");
  process.kill(worker, "SIGKILL");
  const at = Date.now();
  await waitFor(() => system.isAlive(engine), (alive) => !alive, 10);
  return { id, at };
}

/** What both kills must end in: the same bytes, from a checkpoint, once. */
async function expectResumed({ id, at }: Killed): Promise<void> {
  const run = await waitForEnd(system.url, token, id, 240);
  expect(run).toMatchObject({ state: "SUCCEEDED", failure: null });
  expect(run.attempts.nodes.map(({ state }) => state)).toEqual(["LOST", "SUCCEEDED"]);
  expect(Date.parse(run.attempts.nodes[0]!.endedAt!) - at).toBeLessThan(75_000); // a lease of 60 s, and the sweeper's turn
  expect(modelSha256(run)).toBe(modelSha256(uninterrupted));
  expect(run.metrics).toEqual(uninterrupted.metrics);
  expect(run.lostEnergy?.value).toBeGreaterThanOrEqual(0);
  const events = await system.events(id, token);
  const resumedAt = events.findLastIndex((event) => event.kind === "STATE" && event.message === "RUNNING");
  const stepsAfter = events.slice(resumedAt).flatMap(({ step }) => (step === null ? [] : [step]));
  expect(Math.min(...stepsAfter)).toBeGreaterThan(1); // from the checkpoint, not from the beginning
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
}

describe("a run in mid-training", () => {
  test("goes on from its last checkpoint and ends in the same bytes when its process is killed", async () => {
    const { id, engine } = await runningEngine("child killed");
    process.kill(engine, "SIGKILL");
    await expectResumed({ id, at: Date.now() });
  });

  test("is free to go on within 75 s and ends in the same bytes when its worker is killed, whose child ends with it", () => expectResumed(withItsWorker));

  test("has exactly one result after both", async () => {
    const runs = await system.ask<{ results: { nodes: { runs: { nodes: { id: string }[] } }[] } }>(`{ results(first: 100) { nodes { runs(first: 20) { nodes { id } } } } }`, {}, token);
    const owners = runs.results.nodes.flatMap((result) => result.runs.nodes.map(({ id }) => id));
    expect(new Set(owners).size).toBe(owners.length);
    expect(owners).toHaveLength(3);
  });
});

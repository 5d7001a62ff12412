import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { longTraining, modelSha256, readRun, submitOne, waitFor, waitForCheckpoint, waitForEnd } from "../support/experiments.ts";
import type { RunView } from "../support/experiments.ts";
import { childrenOf } from "../support/processes.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";

let system: System;
let token: string;
let uninterrupted: RunView;

beforeAll(async () => {
  ({ system, token } = await startLab());
  uninterrupted = await waitForEnd(system.url, token, await submitOne(system.url, token, "lab", longTraining("uninterrupted")), 240);
});
afterAll(() => system.stop());

async function engineProcess(): Promise<number> {
  const { worker } = await system.processes();
  if (!worker) throw new Error("There is no worker.");
  const [child] = await waitFor(() => childrenOf(worker), (children) => children.length > 0, 20);
  return child!;
}

/** What both kills must end in: the same bytes, from a checkpoint, once. */
async function expectResumed(id: string): Promise<void> {
  await waitFor(() => readRun(system.url, token, id), (run) => run.attempts.nodes.length === 2, 75);
  const run = await waitForEnd(system.url, token, id, 240);
  expect(run).toMatchObject({ state: "SUCCEEDED", failure: null });
  expect(run.attempts.nodes.map(({ state }) => state)).toEqual(["LOST", "SUCCEEDED"]);
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
    const id = await submitOne(system.url, token, "lab", longTraining("child killed"));
    await waitForCheckpoint(system.url, token, id);
    process.kill(await engineProcess(), "SIGKILL");
    await expectResumed(id);
  });

  test("goes on within 75 s and ends in the same bytes when its worker is killed, whose child ends with it", async () => {
    const id = await submitOne(system.url, token, "lab", longTraining("worker killed"));
    await waitForCheckpoint(system.url, token, id);
    const child = await engineProcess();
    const { worker } = await system.processes();
    process.kill(worker!, "SIGKILL");
    await waitFor(async () => (await system.isAlive(child)), (alive) => !alive, 10);
    await expectResumed(id);
  });

  test("has exactly one result after both", async () => {
    const runs = await system.ask<{ results: { nodes: { runs: { nodes: { id: string }[] } }[] } }>(`{ results(first: 100) { nodes { runs(first: 20) { nodes { id } } } } }`, {}, token);
    const owners = runs.results.nodes.flatMap((result) => result.runs.nodes.map(({ id }) => id));
    expect(new Set(owners).size).toBe(owners.length);
    expect(owners).toHaveLength(3);
  });
});

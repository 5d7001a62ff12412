import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { longTraining, readRun, submitOne, waitFor, waitForCheckpoint, waitForEnd } from "../support/experiments.ts";
import { followEvents } from "../support/graphql.ts";
import type { RunEvent } from "../support/graphql.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";

let system: System;
let token: string;
beforeAll(async () => {
  ({ system, token } = await startLab());
});
afterAll(() => system.stop());

/** The process of this name, once it is another than before. */
const replaced = (name: string, before: number): Promise<unknown> => waitFor(async () => (await system.processes())[name], (pid) => pid !== undefined && pid !== before, 60);
const isReady = async (): Promise<boolean> => fetch(`${system.url}/readyz`).then(({ status }) => status === 200, () => false);

async function expectWhole(id: string): Promise<void> {
  const run = await waitForEnd(system.url, token, id, 240);
  expect(run).toMatchObject({ state: "SUCCEEDED", failure: null });
  expect(run.attempts.nodes.map(({ state }) => state)).toEqual(["SUCCEEDED"]); // the worker waits: within the lease nothing is lost
  const events = await system.events(id, token);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
}

describe("in the middle of a run", () => {
  test("PostgreSQL is stopped and started, once in good order and once killed: the run goes on and ends once, its events have no gap", async () => {
    const id = await submitOne(system.url, token, "lab", longTraining("database away", 250));
    await waitForCheckpoint(system.url, token, id);
    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      const { postgres } = await system.processes();
      expect((await readRun(system.url, token, id)).state).toBe("RUNNING");
      process.kill(postgres!, signal);
      await replaced("postgres", postgres!);
      await waitFor(isReady, Boolean, 60);
    }
    await expectWhole(id);
  });

  test("the API is killed while a reader follows: who resumes after the last event seen has every event once", async () => {
    const id = await submitOne(system.url, token, "lab", longTraining("API killed", 120));
    const { api } = await system.processes();
    const seen: RunEvent[] = [];
    const killed = waitForCheckpoint(system.url, token, id).then(() => process.kill(api!, "SIGKILL"));
    let connections = 0;
    for (let isOver = false; !isOver; ) {
      connections += 1;
      await followEvents(system.url, id, { token, after: seen.at(-1)?.sequence ?? 0, enough: (event) => (seen.push(event), false) }).then(
        () => (isOver = true),
        () => waitFor(isReady, Boolean, 60),
      );
    }
    await killed;
    expect(connections).toBeGreaterThan(1);
    expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1));
    expect((await system.events(id, token)).length).toBe(seen.length);
    await expectWhole(id);
  });
});

import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
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
  expect(run.attempts.nodes.filter(({ state }) => state === "SUCCEEDED")).toHaveLength(1);
  const events = await system.events(id, token);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
}

describe("in the middle of a run", () => {
  test("PostgreSQL is stopped and started, once in good order and once killed: the run ends once, its events have no gap", async () => {
    const id = await submitOne(system.url, token, "lab", longTraining("database away", 600));
    await waitForCheckpoint(system.url, token, id);
    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      const { postgres } = await system.processes();
      process.kill(postgres!, signal);
      await replaced("postgres", postgres!);
      await waitFor(isReady, Boolean, 60);
    }
    await expectWhole(id);
  });

  test("the API is killed while a reader follows: who resumes after the last event seen has every event once", async () => {
    const id = await submitOne(system.url, token, "lab", longTraining("API killed"));
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

/** Ends what a process can write at so many bytes a file, as a full disk or quota does; null: no limit. */
const limitFiles = (pid: number, bytes: number | null): void => void execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes ?? "unlimited"}:unlimited`]);

describe("a disk that is full", () => {

  test("under the artifacts fails the run and says why; nothing half-written is to be seen; with room it is retried and succeeds", async () => {
    const { api } = await system.processes();
    limitFiles(api!, 20_000); // a model of 64-512-512-10 has 1.2 MB
    const id = await submitOne(system.url, token, "lab", longTraining("no room on the server", 20));
    const failed = await waitForEnd(system.url, token, id, 240);
    expect(failed).toMatchObject({ state: "FAILED", failure: { code: "STORAGE_FULL", message: expect.stringMatching(/no space left.*retry/s) }, modelVersion: null, result: null });
    expect(failed.attempts.nodes).toHaveLength(1);
    expect(await readdir(join(system.data, "artifacts", "incoming"))).toEqual([]);
    limitFiles(api!, null);
    await system.ask(`mutation ($id: ID!) { retryRun(input: { run: $id }) { __typename ... on UserErrors { errors { message } } } }`, { id }, token);
    const run = await waitForEnd(system.url, token, id, 240);
    expect(run).toMatchObject({ state: "SUCCEEDED", failure: null });
    for (const { sha256, sizeBytes } of run.modelVersion!.artifacts.nodes) expect((await readFile(join(system.data, "artifacts", "sha256", sha256.slice(0, 2), sha256.slice(2, 4), sha256))).byteLength).toBe(sizeBytes);
  });

  test("under the worker fails the run at its first attempt and says whose disk it is", async () => {
    const { worker } = await system.processes();
    limitFiles(worker!, 200_000); // its child inherits it
    const id = await submitOne(system.url, token, "lab", longTraining("no room at the worker", 20));
    const failed = await waitForEnd(system.url, token, id, 240);
    expect(failed).toMatchObject({ state: "FAILED", failure: { code: "WORKER_STORAGE_FULL", message: expect.stringContaining("work folder") } });
    expect(failed.attempts.nodes).toHaveLength(1);
    limitFiles(worker!, null);
    expect(await waitForEnd(system.url, token, await submitOne(system.url, token, "lab", longTraining("room again", 20)), 240)).toMatchObject({ state: "SUCCEEDED" });
    expect((await readRun(system.url, token, id)).state).toBe("FAILED");
  });
});

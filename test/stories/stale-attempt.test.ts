import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readRun, shortTraining, submitOne } from "../support/experiments.ts";
import type { UserError } from "../support/experiments.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";

/** This test is a worker itself: it claims by the public API, and no other worker runs. */
let system: System;
let workerToken: string;
let adminToken: string;

beforeAll(async () => {
  ({ system, token: adminToken } = await startLab({ worker: false }));
  workerToken = (await readFile(join(system.data, "worker-token"), "utf8")).trim();
});
afterAll(() => system.stop());

interface Assignment {
  run: { id: string };
  attempt: number;
  token: string;
}
interface Outcome {
  outcome: { __typename: string; errors?: UserError[]; assignment?: Assignment | null };
}

const claimDocument = `mutation ($input: ClaimRunInput!) { outcome: claimRun(input: $input) { __typename ... on ClaimRunSuccess { assignment { run { id } attempt token } } ... on UserErrors { errors { code message path } } } }`;
const claim = async (token = workerToken): Promise<Outcome["outcome"]> =>
  (await system.ask<Outcome>(claimDocument, { input: { workerId: "test", workerName: "test", backend: "tfjs-node", hardwareClass: "cpu/unknown/1" } }, token)).outcome;
const mutate = async (field: string, type: string, input: Record<string, unknown>): Promise<Outcome["outcome"]> =>
  (await system.ask<Outcome>(`mutation ($input: ${type}!) { outcome: ${field}(input: $input) { __typename ... on UserErrors { errors { code message path } } } }`, { input }, workerToken)).outcome;

test("a report, a heartbeat, events and an upload under an old attempt's token are refused, and change nothing", async () => {
  const id = await submitOne(system.url, adminToken, "lab", shortTraining("stale"));
  const old = (await claim()).assignment!;
  expect(old).toMatchObject({ run: { id }, attempt: 1 });
  const attempt = { run: old.run.id, number: old.attempt, token: old.token };
  expect((await mutate("releaseRun", "ReleaseRunInput", { attempt, reason: "the test lets go" })).__typename).toBe("ReleaseRunSuccess");
  const current = (await claim()).assignment!;
  expect(current).toMatchObject({ run: { id }, attempt: 2 });

  const stale = [
    await mutate("heartbeat", "HeartbeatInput", { attempt, step: 1 }),
    await mutate("appendRunEvents", "AppendRunEventsInput", { attempt, firstIndex: 0, events: [{ at: new Date().toISOString(), kind: "LOG", message: "from the past" }] }),
    await mutate("reportRun", "ReportRunInput", { attempt, report: { schemaVersion: 1, outcome: "FAILED", failure: { code: "X", message: "x" } }, artifacts: [] }),
    await mutate("heartbeat", "HeartbeatInput", { attempt: { ...attempt, number: 2 }, step: 1 }),
  ];
  expect(stale.map(({ errors }) => errors?.map(({ code }) => code))).toEqual(stale.map(() => ["STALE_ATTEMPT"]));
  const upload = await fetch(`${system.url}/uploads/attempts/${encodeURIComponent(id)}/1/artifacts/model.safetensors`, {
    method: "PUT",
    headers: { authorization: `Bearer ${old.token}`, "x-content-sha256": "0".repeat(64) },
    body: "old bytes",
  });
  expect(upload.status).toBeGreaterThanOrEqual(400);
  expect(upload.status).toBeLessThan(500);
  expect(await readRun(system.url, adminToken, id)).toMatchObject({ state: "RUNNING", attempts: { nodes: [{ state: "LOST" }, { state: "RUNNING" }] } });
});

test("a key that may not execute runs cannot claim one", async () => {
  await submitOne(system.url, adminToken, "lab", shortTraining("not for everybody"));
  const answer = await system.send<Outcome>(claimDocument, { input: { workerId: "x", workerName: "x", backend: "x", hardwareClass: "cpu/unknown/1" } });
  expect(answer.data?.outcome?.assignment ?? null).toBeNull();
  expect(answer.errors?.length || answer.data?.outcome?.errors?.length).toBeTruthy();
});

import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { createClient } from "@joulemark/client";
import type { StopReason } from "@joulemark/client";
import { startTestApi } from "../../api/src/test-api.ts";
import type { TestApi } from "../../api/src/test-api.ts";
import { makeLab } from "../../api/src/test-worker.ts";
import { Attempt } from "./attempt.ts";
import { Progress } from "./engine-event.ts";
import { Heartbeats } from "./heartbeats.ts";
import { claimAttempt, finish, newestRun, silent } from "./test-attempt.ts";
import { openGate } from "./test-gate.ts";

let api: TestApi;
const beating: Heartbeats[] = [];
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
});
afterEach(() => beating.splice(0).forEach((heartbeats) => heartbeats.stop()));
afterAll(() => api.close());

function beat(attempt: Attempt, options: { intervalMs: number; leaseMs?: number }, progress = new Progress()): { heartbeats: Heartbeats; stopped: Promise<StopReason>; over: Promise<string> } {
  const over = new Promise<string>((resolve) => attempt.over.addEventListener("abort", () => resolve((attempt.over.reason as Error).message)));
  let heartbeats: Heartbeats | undefined;
  const stopped = new Promise<StopReason>((resolve) => (heartbeats = new Heartbeats(attempt, progress, { log: silent, onStop: resolve, againMs: 20, ...options })));
  beating.push(heartbeats!);
  return { heartbeats: heartbeats!, stopped, over };
}
const leaseOf = async () => (await newestRun(api)).leaseUntil!.getTime();

test("each beat prolongs the lease and tells how far the run has come", async () => {
  const attempt = await claimAttempt(api);
  const progress = new Progress();
  progress.note({ at: new Date().toISOString(), kind: "PROGRESS", step: 3, totalSteps: 10, values: [{ name: "energyJoules", value: 1.5 }] });
  const before = await leaseOf();
  beat(attempt, { intervalMs: 30 }, progress);
  while ((await leaseOf()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await newestRun(api)).toMatchObject({ step: 3, totalSteps: 10 });
  await finish(attempt);
});

test("news hurry the next beat", async () => {
  const attempt = await claimAttempt(api);
  const before = await leaseOf();
  beat(attempt, { intervalMs: 3_600_000 }).heartbeats.hurry();
  while ((await leaseOf()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
  await finish(attempt);
});

test("a beat brings the wish to cancel", async () => {
  const attempt = await claimAttempt(api);
  await api.send("mutation ($id: ID!) { cancelRun(input: { run: $id }) { __typename } }", { id: attempt.assignment.run.id }, api.adminToken);
  const { heartbeats, stopped } = beat(attempt, { intervalMs: 3_600_000 });
  heartbeats.hurry(); // one beat: another beside the release would find the attempt ended
  expect(await stopped).toBe("CANCELLED");
  await attempt.release("cancelled");
});

test("a beat beside the last word finds the attempt ended by it, and does not cut the last word off", async () => {
  for (let round = 0; round < 8; round++) {
    const attempt = await claimAttempt(api);
    let said = false;
    const lastWord = finish(attempt).finally(() => (said = true));
    const beats = Array.from({ length: 4 }, async () => {
      while (!said) await attempt.heartbeat({}).catch((error: Error) => expect(error.name).toBe("AttemptOver"));
    });
    await Promise.all([lastWord, ...beats]);
    expect(await newestRun(api)).toMatchObject({ state: "FAILED" });
  }
});

test("an attempt whose lease was taken is over at the next beat", async () => {
  const attempt = await claimAttempt(api);
  const another = new Attempt(createClient({ url: api.url, token: api.workerToken }), attempt.assignment, silent);
  await another.release("taken");
  expect(await beat(attempt, { intervalMs: 30 }).over).toContain("another attempt");
});

test("an attempt is over when no beat was answered for as long as the lease lasts, and not before", async () => {
  const gate = await openGate(api.url);
  const attempt = await claimAttempt(api, gate.url);
  gate.close();
  const begin = performance.now();
  expect(await beat(attempt, { intervalMs: 30, leaseMs: 400 }).over).toContain("lease");
  expect(performance.now() - begin).toBeGreaterThanOrEqual(400);
  gate.dispose();
});

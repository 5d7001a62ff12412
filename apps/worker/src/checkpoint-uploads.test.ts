import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { startTestApi } from "../../api/src/test-api.ts";
import type { TestApi } from "../../api/src/test-api.ts";
import { makeLab } from "../../api/src/test-worker.ts";
import type { Attempt } from "./attempt.ts";
import { CheckpointUploads } from "./checkpoint-uploads.ts";
import type { EngineEvent } from "./engine-event.ts";
import { claimAttempt, finish, newestRun, silent } from "./test-attempt.ts";
import { openGate } from "./test-gate.ts";

let api: TestApi;
let folder: string;
let stored: (number | null | undefined)[];
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
});
beforeEach(async () => {
  stored = [];
  folder = await mkdtemp(join(tmpdir(), "joulemark-checkpoints-"));
  await mkdir(join(folder, "checkpoints"));
});
afterAll(() => api.close());

async function checkpoint(step: number): Promise<EngineEvent> {
  const message = `step-${String(step).padStart(8, "0")}.safetensors`;
  await writeFile(join(folder, "checkpoints", message), `weights after ${step}`);
  return { at: new Date().toISOString(), kind: "CHECKPOINT", step, values: [{ name: "energyJoules", value: step / 2 }], message };
}
const uploadsOf = (attempt: Attempt) => new CheckpointUploads({ attempt, folder, log: silent, intervalMs: 50, onStored: ({ step }) => stored.push(step) });
const newestOnTheServer = async () => (await newestRun(api)).checkpoints.at(-1)?.step;
const end = async (attempt: Attempt) => {
  await finish(attempt);
  await rm(folder, { recursive: true });
};

test("while one is on its way, only the newest of those that come is sent after it", async () => {
  const attempt = await claimAttempt(api);
  const uploads = uploadsOf(attempt);
  for (const step of [1, 2, 3, 4]) uploads.offer(await checkpoint(step));
  await uploads.settle();
  expect(stored.at(-1)).toBe(4);
  expect(stored.length).toBeLessThan(4);
  expect(await newestOnTheServer()).toBe(4);
  await end(attempt);
});

test("one that cannot be sent gives way to the next", async () => {
  const gate = await openGate(api.url);
  const attempt = await claimAttempt(api, gate.url);
  gate.close();
  const uploads = uploadsOf(attempt);
  uploads.offer(await checkpoint(1));
  await new Promise((resolve) => setTimeout(resolve, 100));
  uploads.offer(await checkpoint(2));
  gate.open();
  await uploads.settle();
  expect(stored).toEqual([2]);
  await end(attempt);
  gate.dispose();
});

test("one that the engine has removed already is passed over", async () => {
  const attempt = await claimAttempt(api);
  const uploads = uploadsOf(attempt);
  const event = await checkpoint(1);
  await rm(join(folder, "checkpoints"), { recursive: true });
  uploads.offer(event);
  await uploads.settle();
  expect(stored).toEqual([]);
  await end(attempt);
});

test("nothing is sent once the run has its report", async () => {
  const attempt = await claimAttempt(api);
  const uploads = uploadsOf(attempt);
  await uploads.cancel();
  uploads.offer(await checkpoint(1));
  await uploads.settle();
  expect(await newestOnTheServer()).toBeUndefined();
  await end(attempt);
});

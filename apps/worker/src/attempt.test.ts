import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { RunDocument, createClient } from "@joulemark/client";
import { startTestApi } from "../../api/src/test-api.ts";
import type { TestApi } from "../../api/src/test-api.ts";
import { makeLab, recordOf } from "../../api/src/test-worker.ts";
import { Attempt, AttemptOver } from "./attempt.ts";
import { claimAttempt, finish, newestRun, silent } from "./test-attempt.ts";
import { openGate } from "./test-gate.ts";

let api: TestApi;
let folder: string;
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
  folder = await mkdtemp(join(tmpdir(), "joulemark-attempt-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await api.close();
});

const event = (step: number) => ({ at: new Date().toISOString(), kind: "PROGRESS" as const, step, values: [{ name: "loss", value: 1 }] });
const readRun = async (id: string) => (await createClient({ url: api.url, token: api.adminToken }).request(RunDocument, { id })).run;

test("events sent again after a lost answer are stored once", async () => {
  const attempt = await claimAttempt(api);
  await attempt.append(0, [event(1), event(2)]);
  await attempt.append(0, [event(1), event(2), event(3)]);
  const { events } = await newestRun(api);
  expect(events.flatMap(({ kind, step }) => (kind === "PROGRESS" ? [step] : []))).toEqual([1, 2, 3]);
  await finish(attempt);
});

test("a checkpoint that is stored comes back as the same bytes to the attempt, and is what the next one starts from", async () => {
  const attempt = await claimAttempt(api);
  const path = join(folder, "step-00000005.safetensors");
  const bytes = Buffer.alloc(300_000, "checkpoint");
  await writeFile(path, bytes);
  expect(await attempt.uploadCheckpoint(path, "step-00000005.safetensors", { step: 5, energyJoules: 2.5, isWanted: () => true })).toBe(true);
  const target = join(folder, "back.safetensors");
  await attempt.fetch({ sha256: createHash("sha256").update(bytes).digest("hex"), sizeBytes: bytes.length }, target);
  expect((await readFile(target)).equals(bytes)).toBe(true);
  await finish(attempt);
});

test("a checkpoint that is not wanted any more is not sent", async () => {
  const attempt = await claimAttempt(api);
  const path = join(folder, "step-00000006.safetensors");
  await writeFile(path, "x");
  expect(await attempt.uploadCheckpoint(path, "step-00000006.safetensors", { step: 6, energyJoules: 0, isWanted: () => false })).toBe(false);
  await finish(attempt);
});

test("what is said under an attempt that is over ends it here, whichever way it is said", async () => {
  const path = join(folder, "artifact");
  await writeFile(path, "x");
  const sha256 = createHash("sha256").update("x").digest("hex");
  for (const say of ["append", "heartbeat", "release", "report", "upload"] as const) {
    const attempt = await claimAttempt(api);
    await new Attempt(createClient({ url: api.url, token: api.workerToken }), attempt.assignment, silent).release("The same attempt was given back elsewhere.");
    const said = {
      append: () => attempt.append(0, [event(1)]),
      heartbeat: () => attempt.heartbeat({ step: 1 }),
      release: () => attempt.release("late"),
      report: () => attempt.report({ schemaVersion: 1, outcome: "FAILED", failure: { code: "X", message: "x" } }, []),
      upload: () => attempt.uploadArtifact(path, { name: "artifact", sha256, mediaType: "text/plain" }),
    }[say];
    await expect(said()).rejects.toThrow(AttemptOver);
    expect(attempt.over.aborted).toBe(true);
  }
});

test("a report is sent until the API can be reached", async () => {
  const gate = await openGate(api.url);
  const attempt = await claimAttempt(api, gate.url);
  gate.close();
  const reported = attempt.report({ schemaVersion: 1, outcome: "FAILED", failure: { code: "NUMERIC", message: "The loss is not finite." } }, []);
  await new Promise((resolve) => setTimeout(resolve, 700));
  gate.open();
  await reported;
  gate.dispose();
  expect(await readRun(attempt.assignment.run.id)).toMatchObject({ state: "FAILED", failure: { code: "NUMERIC" } });
});

test.each([
  ["a failure", "FAILED", (attempt: Attempt, record: object) => attempt.report({ schemaVersion: 1, outcome: "FAILED", failure: { code: "NUMERIC", message: "NaN" }, trainingEnergy: recordOf(3).energy }, [], record)],
  ["a release", "LOST", (attempt: Attempt, record: object) => attempt.release("The child died.", record)],
])("%s carries what the meters recorded", async (_, state, end) => {
  const attempt = await claimAttempt(api);
  await end(attempt, recordOf(3));
  const stored = await api.db.attempt.findFirst({ where: { tokenSha256: createHash("sha256").update(attempt.assignment.token).digest("hex") } });
  expect(stored).toMatchObject({ state, energyRecord: { schemaVersion: 2, energy: { value: 3, unit: "J" } } });
});

test("an attempt that was given up stops asking", async () => {
  const gate = await openGate(api.url);
  const attempt = await claimAttempt(api, gate.url);
  gate.close();
  const appended = attempt.append(0, [event(1)]);
  attempt.end("no more time");
  await expect(appended).rejects.toThrow("no more time");
  gate.dispose();
});

test("a refusal that is no stale attempt is thrown with its paths, and the attempt goes on", async () => {
  const attempt = await claimAttempt(api);
  await expect(attempt.report({ outcome: "SUCCEEDED" }, [])).rejects.toThrow(/report\.\w+.*INVALID_INPUT/);
  expect(attempt.over.aborted).toBe(false);
  await finish(attempt);
});

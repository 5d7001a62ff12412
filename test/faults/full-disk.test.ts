import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { longTraining, submitOne, waitForEnd } from "../support/experiments.ts";
import { startLab } from "../support/lab.ts";
import { diskOf } from "../support/small-disk.ts";
import type { System } from "../support/system.ts";

let system: System;
let token: string;
beforeAll(async () => {
  ({ system, token } = await startLab({ disks: ["artifacts", "work"] }));
});
afterAll(() => system.stop());

const retry = `mutation ($id: ID!) { retryRun(input: { run: $id }) { __typename ... on UserErrors { errors { message } } } }`;
const end = (id: string): ReturnType<typeof waitForEnd> => waitForEnd(system.url, token, id, 240);
const blobPath = (sha256: string): string => join("sha256", sha256.slice(0, 2), sha256.slice(2, 4), sha256);

/** Every file of the folder is a blob with the bytes that its name says. */
async function expectWholeBlobs(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name));
    expect(join(parentPath, name)).toBe(join(folder, blobPath(createHash("sha256").update(bytes).digest("hex"))));
  }
}

describe("a disk that is full", () => {
  test("under the artifacts fails the run and says why; nothing half-written is to be seen; with room it is retried and succeeds", async () => {
    const disk = diskOf(join(system.data, "artifacts"), (await system.processes()).api!);
    disk.leave(20_000); // a model of 64-512-512-10 has 1.2 MB
    const id = await submitOne(system.url, token, "lab", longTraining("no room on the server", 20));
    const failed = await end(id);
    expect(failed).toMatchObject({ state: "FAILED", failure: { code: "STORAGE_FULL", message: expect.stringMatching(/no space left.*retry/s) }, modelVersion: null, result: null });
    expect(failed.attempts.nodes).toHaveLength(1);
    await expectWholeBlobs(disk.path);
    expect(await readFile(join(system.data, "logs", "worker.log"), "utf8")).not.toContain("connection broke"); // each upload was told why
    disk.leave(null);
    expect(await system.ask(retry, { id }, token)).toMatchObject({ retryRun: { __typename: "RetryRunSuccess" } });
    const run = await end(id);
    expect(run).toMatchObject({ state: "SUCCEEDED", failure: null });
    for (const { sha256, sizeBytes } of run.modelVersion!.artifacts.nodes) expect((await readFile(join(disk.path, blobPath(sha256)))).byteLength).toBe(sizeBytes);
    await expectWholeBlobs(disk.path);
  });

  test("under the worker fails the run at its first attempt and says whose disk it is", async () => {
    const disk = diskOf(join(system.data, "work"), (await system.processes()).worker!);
    disk.leave(200_000); // a checkpoint of it has 3.6 MB
    const id = await submitOne(system.url, token, "lab", longTraining("no room at the worker", 20));
    const failed = await end(id);
    expect(failed).toMatchObject({ state: "FAILED", failure: { code: "WORKER_STORAGE_FULL", message: expect.stringContaining("work folder") } });
    expect(failed.attempts.nodes).toHaveLength(1);
    disk.leave(null);
    expect(await end(await submitOne(system.url, token, "lab", longTraining("room again", 20)))).toMatchObject({ state: "SUCCEEDED" });
  });
});

import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runScript } from "../support/command.ts";
import { modelSha256, readRun, shortTraining, submitOne, waitForEnd } from "../support/experiments.ts";
import { contractDocument } from "../support/graphql.ts";
import { startSystem } from "../support/system.ts";
import type { System } from "../support/system.ts";

/** An installation of 0.1.0, before anybody could sign in: a published result of three seeds, a draft on one of its versions, a run beyond its budget, and one in the queue. */
const backup = fileURLToPath(new URL("../upgrade/0.1.0", import.meta.url));
const migrations = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

let folder: string;
let system: System;
let token: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-upgrade-"));
  const data = join(folder, "data");
  // A restored backup has the tables of the version it was made by.
  expect(await runScript("scripts/restore.ts", ["--from", backup, "--data", data])).toMatchObject({ code: 0 });
  system = await startSystem({ empty: true, data });
  token = await system.adminToken();
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Kept {
  publications: { nodes: { title: string }[] };
  projects: { nodes: { slug: string }[] };
  leaderboard: { rows: { nodes: { seedCount: number; result: { id: string } }[] } };
  runs: { nodes: { id: string; state: string; seed: number; failure: { code: string } | null }[] };
}
const kept = (): Promise<Kept> =>
  system.ask<Kept>(
    `{ publications(first: 5) { nodes { title } } projects(first: 5) { nodes { slug } } leaderboard(task: "digits") { rows(first: 5) { nodes { seedCount result { id } } } }
       runs(first: 20) { nodes { id state seed failure { code } } } }`,
    {},
    token,
  );
/** Of the run with this seed among those of the published result (1 to 3), the draft (4) and the queue (5). */
const idOf = async (seed: number): Promise<string> => (await kept()).runs.nodes.find((run) => run.seed === seed && run.state !== "FAILED")!.id;

test("the tables of an older version are brought up by the start itself, by every migration they lack", async () => {
  const { migrations: had } = JSON.parse(await readFile(join(backup, "manifest.json"), "utf8")) as { migrations: string[] };
  const known = (await readdir(migrations, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect(system.output).toContain(`Tables: ${known.length - had.length} migrations applied`);
});

test("what an older version measured is there: publication, board, runs with figures and events, and files with the bytes that their hashes name", async () => {
  const { publications, projects, leaderboard, runs } = await kept();
  expect(publications.nodes).toEqual([{ title: "Kept since 0.1.0" }]);
  expect(projects.nodes).toEqual([{ slug: "lab" }]);
  expect(leaderboard.rows.nodes).toMatchObject([{ seedCount: 3 }]);
  expect(runs.nodes.filter(({ failure }) => failure)).toMatchObject([{ seed: 1, state: "FAILED", failure: { code: "BUDGET_EXCEEDED" } }]);
  const { result } = await system.ask<{ result: { state: string; sha256: string; trainingEnergy: { value: number }; runs: { nodes: { id: string; seed: number }[] }; energyRecords: { url: string; sha256: string }[] } }>(
    await contractDocument("result.graphql"),
    { id: leaderboard.rows.nodes[0]!.result.id },
  );
  expect(result).toMatchObject({ state: "PUBLISHED", trainingEnergy: { value: expect.any(Number) as unknown } });
  expect(gunzipSync(await readFile(join(backup, "tables", "result.copy.gz"))).toString("utf8")).toContain(result.sha256); // what is frozen keeps its hash
  expect(result.runs.nodes.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  const models = await Promise.all(result.runs.nodes.map(async ({ id }) => (await readRun(system.url, token, id)).modelVersion!.artifacts.nodes));
  const files = [...result.energyRecords, ...models.flat()];
  expect(files.length).toBeGreaterThanOrEqual(6);
  for (const { url, sha256 } of files) {
    const bytes = Buffer.from(await (await fetch(new URL(url, system.url), { headers: { authorization: `Bearer ${token}` } })).arrayBuffer());
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  }
  for (const { id } of result.runs.nodes) {
    const events = await system.events(id, token);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ kind: "STATE", message: "SUCCEEDED" });
  }
});

test("a run that an older version queued is executed, and so is a new one on an old version of a model", async () => {
  expect(await waitForEnd(system.url, token, await idOf(5))).toMatchObject({ state: "SUCCEEDED", failure: null });
  const old = (await readRun(system.url, token, await idOf(4))).modelVersion!;
  const run = await waitForEnd(system.url, token, await submitOne(system.url, token, "lab", { ...shortTraining("on an old version"), base: { modelVersion: old.id } }));
  expect(run).toMatchObject({ state: "SUCCEEDED", failure: null });
  const { modelVersion } = await system.ask<{ modelVersion: { parents: { version: { id: string } }[] } }>(`query ($id: ID!) { modelVersion(id: $id) { parents { version { id } } } }`, { id: run.modelVersion!.id }, token);
  expect(modelVersion.parents).toEqual([{ version: { id: old.id } }]);
  expect(modelSha256(run)).not.toBe(modelSha256(await readRun(system.url, token, await idOf(4))));
});

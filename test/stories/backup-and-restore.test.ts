import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runScript } from "../support/command.ts";
import { readRun, shortTraining, submitOne, waitForEnd } from "../support/experiments.ts";
import { ask, contractDocument } from "../support/graphql.ts";
import { startLab } from "../support/lab.ts";
import { startSystem } from "../support/system.ts";

let folder: string;
let backup: string;
let before: { run: unknown; board: unknown; counts: unknown };
let runId: string;

const publish = `mutation ($input: PublishInput!) { publish(input: $input) { __typename ... on UserErrors { errors { message } } } }`;
const counts = `{ experiments { totalCount } runs { totalCount } results { totalCount } models { totalCount } projects { totalCount } institutions { totalCount } publications { totalCount } }`;
const board = async (url: string): Promise<unknown> => JSON.parse(JSON.stringify(await ask(url, await contractDocument("board.graphql"), { task: "digits" })).replaceAll(url, "")) as unknown;
const runOf = async (url: string, token: string): Promise<unknown> => JSON.parse(JSON.stringify(await readRun(url, token, runId)).replaceAll(url, "")) as unknown;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-backup-"));
  backup = join(folder, "backup");
  const { system, token } = await startLab({ data: join(folder, "data") });
  try {
    runId = await submitOne(system.url, token, "lab", shortTraining("kept"));
    const { result } = await waitForEnd(system.url, token, runId);
    await ask(system.url, publish, { input: { results: [result!.id], title: "Kept", disciplines: ["OTHER"] } }, token);
    before = { run: await runOf(system.url, token), board: await board(system.url), counts: await ask(system.url, counts, {}, token) };
    expect(await runScript("scripts/backup.ts", ["--to", backup, "--data", system.data])).toMatchObject({ code: 0, output: expect.stringContaining("Backup in") });
  } finally {
    await system.stop();
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a backup of a running installation", () => {
  test("holds no token and no password, and a second one of the same name is refused", async () => {
    const manifest = JSON.parse(await readFile(join(backup, "manifest.json"), "utf8")) as { files: Record<string, unknown> };
    expect(Object.keys(manifest.files).filter((name) => !/^(tables\/[a-z_]+\.copy\.gz|artifacts\/sha256\/[0-9a-f/]+)$/.test(name))).toEqual([]);
    expect(await runScript("scripts/backup.ts", ["--to", backup, "--data", join(folder, "data")])).toMatchObject({ code: 1, output: expect.stringContaining("exists already") });
  });

  test("restored into an empty folder is the same installation: counts, figures, board and bytes", async () => {
    const data = join(folder, "restored");
    expect(await runScript("scripts/restore.ts", ["--from", backup, "--data", data])).toMatchObject({ code: 0, output: expect.stringContaining("Restored") });
    const system = await startSystem({ empty: true, data, worker: false });
    try {
      const token = await system.adminToken();
      expect({ run: await runOf(system.url, token), board: await board(system.url), counts: await ask(system.url, counts, {}, token) }).toEqual(before);
      const { modelVersion } = await readRun(system.url, token, runId);
      const model = modelVersion!.artifacts.nodes.find(({ name }) => name === "model.safetensors")!;
      const bytes = await (await fetch(model.url)).arrayBuffer();
      expect(Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex")).toBe(model.sha256);
      // What is frozen is frozen again.
      expect(await ask(system.url, publish, { input: { results: [(await readRun(system.url, token, runId)).result!.id], title: "Again", disciplines: ["OTHER"] } }, token)).toMatchObject({ publish: { __typename: "UserErrors" } });
    } finally {
      await system.stop();
    }
  });

  test("of a stopped installation says the same", async () => {
    const second = join(folder, "second");
    expect((await runScript("scripts/backup.ts", ["--to", second, "--data", join(folder, "data")])).code).toBe(0);
    const rowsOf = async (path: string): Promise<Record<string, number>> => (JSON.parse(await readFile(join(path, "manifest.json"), "utf8")) as { rows: Record<string, number> }).rows;
    // A worker that ends, and sessions, may write; what was measured may not have changed.
    const { run, result, measurement, artifact, publication } = await rowsOf(second);
    expect({ run, result, measurement, artifact, publication }).toEqual((({ run: r, result: s, measurement: m, artifact: a, publication: p }) => ({ run: r, result: s, measurement: m, artifact: a, publication: p }))(await rowsOf(backup)));
  });

  test("that is damaged is refused by the name of the file, and nothing is written", async () => {
    const data = join(folder, "never");
    await appendFile(join(backup, "tables", "run.copy.gz"), "x");
    expect(await runScript("scripts/restore.ts", ["--from", backup, "--data", data])).toMatchObject({ code: 1, output: expect.stringContaining("tables/run.copy.gz") });
    expect(existsSync(data)).toBe(false);
    expect(await runScript("scripts/restore.ts", ["--from", join(folder, "second"), "--data", join(folder, "restored")])).toMatchObject({ code: 1, output: expect.stringContaining("is not empty") });
  });
});

import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse, printSchema, validate } from "graphql";
import { startTestApi, type TestApi } from "../test-api.ts";
import { contractDocument, makeLab, type Refused, shortTraining, submitRuns, testWorker } from "../test-worker.ts";
import { schema } from "./schema.ts";

const folder = new URL("../../../../test/contract/", import.meta.url);
const documents = (await readdir(folder)).filter((name) => name.endsWith(".graphql") && name !== "register-model.graphql");

describe("the printed schema", () => {
  test("is the one that is checked in", async () => {
    expect(await readFile(new URL("../../schema.graphql", import.meta.url), "utf8")).toBe(`${printSchema(schema)}\n`);
  });

  test.each(documents)("can answer %s of the contract", async (name) => {
    expect(validate(schema, parse(await contractDocument(name))).map(({ message }) => message)).toEqual([]);
  });
});

interface ResultAnswer {
  result: { state: string; sha256: string; specification: object; runs: { nodes: { id: string; seed: number }[] }; energyRecords: { run: { id: string }; url: string; sha256: string }[]; citation: { bibtex: string }; [key: string]: unknown };
}

describe("the life of a run, by the documents of the contract,", () => {
  let api: TestApi;
  let runs: string[];
  let result: string;
  beforeAll(async () => {
    api = await startTestApi();
    await makeLab(api);
    runs = await submitRuns(api, shortTraining("life of a run", [1, 2]), { idempotencyKey: "life" });
  }, 60_000);
  afterAll(() => api.close());
  const readRun = async (id: string, token: string | null = api.adminToken) => (await api.send<{ run: Record<string, unknown> | null }>(await contractDocument("run.graphql"), { id }, token)).data.run;

  test("begins with queued runs that say what they wait for", async () => {
    expect(await readRun(runs[0]!)).toMatchObject({ state: "QUEUED", seed: 1, progress: null, attempts: { nodes: [] }, metrics: [], trainingEnergy: null, modelVersion: null, result: null, failure: null, waitingBecause: expect.stringMatching(/worker/) });
  });

  test("is submitted once, however often it is sent, and not again with another body", async () => {
    expect(await submitRuns(api, shortTraining("life of a run", [1, 2]), { idempotencyKey: "life" })).toEqual(runs);
    const input = { project: "lab", idempotencyKey: "life", specification: shortTraining("another") };
    const { data } = await api.send<{ submitExperiment: Refused }>(await contractDocument("submit.graphql"), { input }, api.adminToken);
    expect(data.submitExperiment.errors).toEqual([expect.objectContaining({ code: "IDEMPOTENCY_CONFLICT" })]);
  });

  test("names every wrong path of a specification, and queues nothing of it", async () => {
    const specification = { ...shortTraining("bad"), pipeline: [{ technique: "shrink-ray" }], colour: "red" };
    const { data } = await api.send<{ submitExperiment: Refused & { __typename: string } }>(await contractDocument("submit.graphql"), { input: { project: "lab", idempotencyKey: "bad", specification } }, api.adminToken);
    expect(data.submitExperiment.__typename).toBe("UserErrors");
    expect(data.submitExperiment.errors.map(({ path }) => path?.join("."))).toEqual(expect.arrayContaining(["specification.pipeline.0.technique", "specification.colour"]));
  });

  test("goes on under a worker: claim, heartbeat, checkpoint, artifacts, report", async () => {
    const worker = testWorker(api);
    for (const accuracy of [0.9, 0.94]) {
      const claimed = (await worker.claim())!;
      expect(await worker.heartbeat(claimed, { step: 3, totalSteps: 10, epoch: 1, energyJoules: 4 })).toMatchObject({ __typename: "HeartbeatSuccess", stop: null });
      expect(await readRun(claimed.run.id)).toMatchObject({ state: "RUNNING", waitingBecause: null, progress: { step: 3, totalSteps: 10, epoch: 1 } });
      const checkpoint = await worker.upload(claimed, "checkpoints", "step-00000003.safetensors", Buffer.from("weights so far"), { "x-checkpoint-step": "3", "x-checkpoint-energy-joules": "4" });
      expect(checkpoint.status).toBe(201);
      expect(await worker.report(claimed, accuracy)).toMatchObject({ __typename: "ReportRunSuccess" });
    }
    const run = await readRun(runs[0]!);
    expect(run).toMatchObject({ state: "SUCCEEDED", attempts: { nodes: [{ number: 1, state: "SUCCEEDED" }] }, metrics: [{ name: "accuracy", value: 0.9 }], trainingEnergy: { value: 12, unit: "J", method: "ESTIMATED", boundary: "PROCESS" }, lostEnergy: { value: 0, unit: "J" }, modelVersion: { label: "64-8-10 seed 1", parameterCount: 610 }, failure: null });
    result = (run!.result as { id: string }).id;
  });

  test("stays unseen by strangers until it is published", async () => {
    expect(await readRun(runs[0]!, null)).toBeNull();
    const { data } = await api.send<{ node: unknown; result: unknown; runs: { totalCount: number; nodes: unknown[] }; leaderboard: { rows: { totalCount: number } } }>(
      `query ($run: ID!, $result: ID!) { node(id: $run) { id } result(id: $result) { id } runs(first: 5) { totalCount nodes { id } } leaderboard(task: "digits") { rows(first: 1) { totalCount } } }`,
      { run: runs[0], result },
    );
    expect(data).toEqual({ node: null, result: null, runs: { totalCount: 0, nodes: [] }, leaderboard: { rows: { totalCount: 0 } } });
  });

  test("is published by whoever may, once", async () => {
    const publish = await contractDocument("publish.graphql");
    const input = { results: [result], title: "A small network", disciplines: ["COMPUTER_SCIENCE"] };
    type Published = { publish: { __typename: string; publication?: { results: { id: string }[] } } & Partial<Refused> };
    expect((await api.send<Published>(publish, { input })).errors).toEqual([expect.objectContaining({ extensions: { code: "UNAUTHENTICATED" } })]);
    expect((await api.send<Published>(publish, { input }, api.workerToken)).data.publish.errors).toEqual([expect.objectContaining({ code: "NOT_FOUND", path: ["results", "0"] })]);
    expect((await api.send<Published>(publish, { input: { ...input, results: ["bm90IGFuIGlk"] } }, api.adminToken)).data.publish.errors).toEqual([expect.objectContaining({ code: "NOT_FOUND" })]);
    expect((await api.send<Published>(publish, { input }, api.adminToken)).data.publish).toMatchObject({ __typename: "PublishSuccess", publication: { title: "A small network", results: [{ id: result }] } });
    expect((await api.send<Published>(publish, { input }, api.adminToken)).data.publish.errors).toEqual([expect.objectContaining({ code: "CONFLICT" })]);
  });

  test("is then a result with everything an outsider needs", async () => {
    const { data, errors } = await api.send<ResultAnswer>(await contractDocument("result.graphql"), { id: result });
    expect(errors).toBeUndefined();
    expect(data.result).toMatchObject({
      id: result, state: "PUBLISHED", techniques: ["train"], attemptsCharged: 2, searchEnergy: null, crateUrl: null, reproductions: [],
      environment: { hardwareClass: "cpu/amd-epyc-zen4/1", threads: 1, zone: null }, trainingEnergy: { value: 12, unit: "J" }, costs: [{ kind: "ELECTRICITY" }],
    });
    expect(data.result.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(data.result.runs.nodes).toEqual([{ id: runs[0], seed: 1 }, { id: runs[1], seed: 2 }]);
    expect(data.result.energyRecords.map(({ run }) => run.id)).toEqual(runs);
    expect(data.result.citation.bibtex).toMatch(/^@misc\{/);
    for (const { url } of data.result.energyRecords) expect((await fetch(url)).status).toBe(200);
  });

  test("and a row of its board, seen without signing in", async () => {
    const { data, errors } = await api.send<{ leaderboard: { rows: { nodes: Record<string, unknown>[]; pageInfo: object; totalCount: number } } }>(await contractDocument("board.graphql"), { task: "digits" });
    expect(errors).toBeUndefined();
    expect(data.leaderboard).toMatchObject({ task: { slug: "digits", metric: { name: "accuracy", direction: "MAXIMIZE" } }, boundary: "PROCESS", method: "ESTIMATED", hardwareClass: "cpu/amd-epyc-zen4/1", rows: { totalCount: 1, pageInfo: { hasNextPage: false } } });
    expect(data.leaderboard.rows.nodes[0]).toMatchObject({ rank: 1, paretoOptimal: true, seedCount: 2, quality: { name: "accuracy" }, parameterCount: 610, result: { id: result, institution: { slug: "lab", type: "UNIVERSITY" }, techniques: ["train"], modelVersion: { label: "64-8-10 seed 1", model: { slug: "life-of-a-run" } } } });
    expect((data.leaderboard.rows.nodes[0]!.quality as { value: number }).value).toBeCloseTo(0.92);
    expect((await api.send<{ leaderboard: null }>(await contractDocument("board.graphql"), { task: "no-such-task" })).data.leaderboard).toBeNull();
    expect((await api.send<{ leaderboards: object[] }>(`{ leaderboards { task { slug } boundary hardwareClass method rowCount } }`)).data.leaderboards).toEqual([{ task: { slug: "digits" }, boundary: "PROCESS", hardwareClass: "cpu/amd-epyc-zen4/1", method: "ESTIMATED", rowCount: 1 }]);
  });

  test("is counted and found under where its people work", async () => {
    const { data, errors } = await api.send(await contractDocument("viewer.graphql"), {}, api.adminToken);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ viewer: { name: "Administrator", projects: { nodes: [{ slug: "lab", name: "Lab" }] } } });
    expect((await api.send(await contractDocument("viewer.graphql"))).data).toEqual({ viewer: null });
  });

  test("pages by cursor in both forms of a connection, without a gap or a double", async () => {
    const page = (after: string | null) => api.send<{ runs: { totalCount: number; edges: { cursor: string; node: { id: string } }[]; nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }>(`query ($after: String) { runs(first: 1, after: $after) { totalCount edges { cursor node { id } } nodes { id } pageInfo { hasNextPage endCursor } } }`, { after });
    const first = (await page(null)).data.runs;
    const second = (await page(first.pageInfo.endCursor)).data.runs;
    expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([2, true, false]);
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(runs.toReversed());
    expect(first.edges[0]?.node).toEqual(first.nodes[0]);
  });

  test("finds nodes by id, and null for what is no id", async () => {
    const { data, errors } = await api.send(`query ($ids: [ID!]!) { node(id: "nonsense") { id } nodes(ids: $ids) { __typename id } }`, { ids: [result, "nonsense", runs[0]] });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: null, nodes: [{ __typename: "Result", id: result }, null, { __typename: "Run", id: runs[0] }] });
  });
});

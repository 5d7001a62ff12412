import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Quantity, RunView } from "../support/experiments.ts";
import { readRun } from "../support/experiments.ts";
import { ask, contractDocument, followEvents } from "../support/graphql.ts";
import { startSystem } from "../support/system.ts";
import type { System } from "../support/system.ts";

interface Row {
  rank: number;
  paretoOptimal: boolean;
  seedCount: number;
  quality: { name: string; value: number; interval: { low: number; high: number } };
  trainingEnergy: Quantity;
  inferenceEnergyPerThousand: Quantity;
  carbon: Quantity;
  cost: Quantity;
  parameterCount: number;
  result: { id: string; url: string; institution: { slug: string; type: string }; techniques: string[]; modelVersion: { id: string; label: string } };
}
interface Board {
  leaderboard: { task: { slug: string }; boundary: string; method: string; hardwareClass: string; rows: { totalCount: number; nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
}

let system: System;
let token: string;
let board: Board["leaderboard"];
const row = (label: RegExp, technique: string): Row => {
  const found = board.rows.nodes.find(({ result }) => label.test(result.modelVersion.label) && result.techniques.includes(technique));
  if (!found) throw new Error(`No row ${label} by ${technique}: ${JSON.stringify(board.rows.nodes.map(({ result }) => [result.modelVersion.label, result.techniques]))}`);
  return found;
};

beforeAll(async () => {
  system = await startSystem({ empty: false });
  token = await system.adminToken();
  board = (await ask<Board>(system.url, await contractDocument("board.graphql"), { task: "digits" })).leaderboard;
});
afterAll(() => system.stop());

test("the last line before it serves is the contract's, and the token itself is never printed", () => {
  expect(system.output.trimEnd().split("\n").at(-1)).toBe(`Joulemark is ready: ${system.url}`);
  expect(system.output).not.toContain(token);
  expect(system.output).toContain("admin-token");
});

describe("the first board, read without signing in,", () => {
  test("has three published results of three runs each, with measured figures in fixed units", () => {
    expect(board).toMatchObject({ task: { slug: "digits" }, boundary: "PROCESS", method: "ESTIMATED", rows: { totalCount: 3 } });
    for (const { quality, seedCount, trainingEnergy, inferenceEnergyPerThousand, carbon, cost } of board.rows.nodes) {
      expect(seedCount).toBe(3);
      expect(quality.interval.low).toBeLessThan(quality.value);
      expect(quality.interval.high).toBeGreaterThan(quality.value);
      expect([trainingEnergy.unit, inferenceEnergyPerThousand.unit, carbon.unit]).toEqual(["J", "J", "gCO2e"]);
      for (const figure of [trainingEnergy, inferenceEnergyPerThousand, carbon, cost]) {
        expect(figure.value).toBeGreaterThan(0);
        expect(figure.interval!.low).toBeLessThan(figure.value);
        expect(figure.interval!.high).toBeGreaterThan(figure.value);
        expect(figure.interval!.level).toBe(0.95);
        expect(figure.source).not.toBe("");
      }
    }
  });

  test("shows that distilling wins at least two points over hard labels, for less energy than the teacher", () => {
    const teacher = row(/^64-512-512-10/, "train");
    const student = row(/^64-16-10/, "train");
    const distilled = row(/^64-16-10/, "distill");
    expect(distilled.quality.value - student.quality.value).toBeGreaterThan(0.02);
    expect(teacher.quality.value).toBeGreaterThan(distilled.quality.value);
    expect(distilled.inferenceEnergyPerThousand.value).toBeLessThan(teacher.inferenceEnergyPerThousand.value);
    expect([distilled.parameterCount, student.parameterCount, teacher.parameterCount]).toEqual([1210, 1210, 301066]);
    expect(system.output).toMatch(/[Dd]istill/);
  });

  test("is ranked by quality, pages by cursor, and carries a row's three institutions", async () => {
    const qualities = board.rows.nodes.map(({ quality }) => quality.value);
    expect(qualities).toEqual(qualities.toSorted((a, b) => b - a));
    const query = await contractDocument("board.graphql");
    const first = (await ask<Board>(system.url, query, { task: "digits", first: 2 })).leaderboard.rows;
    const rest = (await ask<Board>(system.url, query, { task: "digits", first: 2, after: first.pageInfo.endCursor })).leaderboard.rows;
    expect([...first.nodes, ...rest.nodes].map(({ result }) => result.id)).toEqual(board.rows.nodes.map(({ result }) => result.id));
    expect(new Set(board.rows.nodes.map(({ result }) => result.institution.type))).toEqual(new Set(["UNIVERSITY", "COMPANY", "PUBLIC_BODY"]));
  });
});

interface ResultView {
  id: string;
  state: string;
  sha256: string;
  specification: { seeds: number[] };
  runs: { nodes: { id: string; seed: number }[] };
  environment: Record<string, unknown>;
  searchEnergy: unknown;
  crateUrl: unknown;
  reproductions: unknown[];
  attemptsCharged: number;
  costs: { kind: string }[];
  citation: { bibtex: string; cff: string };
  energyRecords: { run: { id: string }; url: string; sha256: string }[];
}

describe("a published result", () => {
  let result: ResultView;
  beforeAll(async () => {
    result = (await ask<{ result: ResultView }>(system.url, await contractDocument("result.graphql"), { id: row(/^64-16-10/, "distill").result.id })).result;
  });

  test("is frozen, hashed and citable, names its environment, and has null where nothing measures yet", () => {
    expect(result).toMatchObject({ state: "PUBLISHED", searchEnergy: null, crateUrl: null, reproductions: [], attemptsCharged: 3 });
    expect(result.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(result.environment).toMatchObject({ backend: expect.stringContaining("tfjs") as unknown, threads: expect.any(Number) as unknown, accelerator: null });
    expect(result.citation.bibtex).toMatch(/^@misc\{/);
    expect(result.citation.cff).toContain("cff-version: 1.2.0");
    expect(result.runs.nodes.map(({ seed }) => seed)).toEqual(result.specification.seeds);
    expect(result.costs.map(({ kind }) => kind)).toContain("ELECTRICITY");
  });

  test("hands out each run's energy record, whose bytes have the sha256 it names, and nothing renders it", async () => {
    expect(result.energyRecords).toHaveLength(3);
    for (const { url, sha256 } of result.energyRecords) {
      const response = await fetch(new URL(url, system.url));
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(response.status).toBe(200);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
      expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("content-security-policy")).toContain("sandbox");
      expect(JSON.parse(bytes.toString("utf8"))).toMatchObject({ schemaVersion: 2 });
    }
  });

  test("its runs have metrics, energy, and a version whose parent is the teacher", async () => {
    const run: RunView = await readRun(system.url, "", result.runs.nodes[0]!.id);
    expect(run).toMatchObject({ state: "SUCCEEDED", failure: null, result: { id: result.id }, lostEnergy: { value: 0, unit: "J" } });
    const lineage = await ask<{ modelVersion: { parents: { technique: string; version: { label: string }; sizeBytesDelta: number; qualityDelta: { name: string } }[] } }>(
      system.url,
      `query ($id: ID!) { modelVersion(id: $id) { parents { technique version { label } sizeBytesDelta qualityDelta { name value } } } }`,
      { id: run.modelVersion!.id },
    );
    expect(lineage.modelVersion.parents).toEqual([expect.objectContaining({ technique: "distill", version: { label: expect.stringMatching(/^64-512-512-10/) as unknown } })]);
    expect(lineage.modelVersion.parents[0]!.sizeBytesDelta).toBeLessThan(0);
  });

  test("the events of a run come over SSE in order, and `after` resumes without a gap or a double", async () => {
    const id = result.runs.nodes[0]!.id;
    const all = await followEvents(system.url, id, {});
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => index + 1));
    expect(all.some(({ values }) => values.some(({ name }) => name === "loss"))).toBe(true);
    const half = Math.floor(all.length / 2);
    const [head, tail] = [await followEvents(system.url, id, { enough: ({ sequence }) => sequence === half }), await followEvents(system.url, id, { after: half })];
    expect([...head, ...tail]).toEqual(all);
  });
});

test("who has the administrator's token is told who they are and where they may work", async () => {
  const { viewer } = await ask<{ viewer: { name: string; projects: { nodes: { slug: string }[] } } }>(system.url, await contractDocument("viewer.graphql"), {}, token);
  expect(viewer.projects.nodes.length).toBeGreaterThan(0);
  expect((await ask<{ viewer: null }>(system.url, await contractDocument("viewer.graphql"))).viewer).toBeNull();
});

test("publishing by the contract's document a result that is published already is refused as a conflict or gives it again, never twice on the board", async () => {
  const { result } = row(/^64-16-10/, "distill");
  await ask(system.url, await contractDocument("publish.graphql"), { input: { results: [result.id], title: "Again", disciplines: ["COMPUTER_SCIENCE"] } }, token);
  const again = (await ask<Board>(system.url, await contractDocument("board.graphql"), { task: "digits" })).leaderboard;
  expect(again.rows.totalCount).toBe(3);
});

test("one command removes the demo data, and all that belonged to it", async () => {
  const { result } = board.rows.nodes[0]!;
  const removed = spawnSync(process.execPath, ["scripts/run.mjs", "node", "scripts/demo-remove.ts", "--data", system.data, "--port", new URL(system.url).port], { encoding: "utf8" });
  expect(removed.stdout).toContain("Removed: 3 institutions, 3 experiments, 3 results.");
  const after = await system.ask<{ leaderboards: unknown[]; result: unknown; runs: { totalCount: number }; viewer: { projects: { nodes: unknown[] } } }>(
    `query ($id: ID!) { leaderboards { rowCount } result(id: $id) { id } runs(first: 1) { totalCount } viewer { projects(first: 5) { nodes { slug } } } }`,
    { id: result.id },
    token,
  );
  expect(after).toEqual({ leaderboards: [], result: null, runs: { totalCount: 0 }, viewer: { projects: { nodes: [] } } });
});

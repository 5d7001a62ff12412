import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Comparable } from "@joulemark/energy";
import { isLower, orderOf } from "@joulemark/energy";
import { openTestDatabase } from "../../storage/test-database.ts";
import type { TestDatabase } from "../../storage/test-database.ts";
import { boardRows, findBoard, listBoards } from "./board.ts";
import type { BoardKey, BoardRow } from "./board.ts";

let database: TestDatabase;
let places: { institutionId: string; projectId: string; modelId: string };
beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  const institution = await db.institution.create({ data: { slug: "a", name: "A", type: "COMPANY", approvedAt: new Date() } });
  const project = await db.project.create({ data: { slug: "a", name: "A" } });
  const model = await db.model.create({ data: { slug: "m", name: "M", institutionId: institution.id } });
  places = { institutionId: institution.id, projectId: project.id, modelId: model.id };
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.result.deleteMany();
});

const key: BoardKey = { taskSlug: "digits", boundary: "PROCESS", hardwareClass: "cpu/test/1", method: "ESTIMATED" };
interface Row {
  id: string;
  quality: number;
  training: number | null;
  inference: number | null;
}
interface Added {
  on?: BoardKey;
  direction?: "MAXIMIZE" | "MINIMIZE";
  state?: "PUBLISHED" | "DRAFT" | "WITHDRAWN";
  /** Half of the quality's interval; null: it has none. */
  half?: number | null;
  /** 95 % factor of the joules. */
  factor?: number;
  /** Training joules of each run. */
  runs?: number[];
}

/** A published result; its figures are written before it is published, as the tables demand. */
async function add({ quality, training, inference }: Omit<Row, "id">, { on = key, direction = "MAXIMIZE", state = "PUBLISHED", half = 0.01, factor = 2, runs = [] }: Added = {}): Promise<Row> {
  const { db } = database;
  const { institutionId, projectId, modelId } = places;
  const version = await db.modelVersion.create({ data: { modelId, label: "v", parameterCount: 1210, sizeBytes: 5000, networkSha256: "0".repeat(64) } });
  const energy = (quantity: "TRAINING_ENERGY" | "INFERENCE_ENERGY_PER_THOUSAND", value: number | null) =>
    value === null ? [] : [{ quantity, value, unit: "J", low: value / factor, high: value * factor, level: 0.95, method: on.method, boundary: on.boundary, source: "a test" }];
  const run = (joules: number | null, index: number) => ({ projectId, institutionId, seed: index + 1, position: index, state: "SUCCEEDED" as const, measurements: { create: energy("TRAINING_ENERGY", joules) } });
  const experiment = await db.experiment.create({
    data: { projectId, institutionId, name: "e", taskSlug: on.taskSlug, specification: {}, visibility: "PUBLIC", submittedBy: "test", runs: { create: (runs.length > 0 ? runs : [null]).map(run) } },
    include: { runs: { orderBy: { position: "asc" } } },
  });
  const interval = half === null ? {} : { low: quality - half, high: quality + half, level: 0.95 };
  const result = await db.result.create({
    data: {
      ...on, experimentId: experiment.id, point: 0, institutionId, techniques: ["train"], specification: {}, leadRunId: experiment.runs[0]!.id, modelVersionId: version.id, seedCount: 3, attemptsCharged: 3,
      metrics: { create: { position: 0, name: "accuracy", value: quality, direction, ...interval, split: "test", count: 100 } },
      measurements: { create: [...energy("TRAINING_ENERGY", training), ...energy("INFERENCE_ENERGY_PER_THOUSAND", inference)] },
    },
  });
  await db.run.updateMany({ where: { experimentId: experiment.id }, data: { resultId: result.id } });
  if (state !== "DRAFT") await db.result.update({ where: { id: result.id }, data: { state, publishedAt: new Date() } });
  return { id: result.id, quality, training, inference };
}

const pages = async (on: BoardKey, first: number): Promise<BoardRow[]> => {
  const rows: BoardRow[] = [];
  for (let after: string | null = null; ; ) {
    const page = await boardRows(database.db, on, { first, after });
    rows.push(...page.rows);
    if (!page.hasNextPage) return rows;
    after = page.rows.at(-1)!.cursor;
  }
};

type Standing = Pick<BoardRow, "rank" | "tiedWith" | "paretoOptimal">;
type Known = Row & Required<Pick<Added, "half" | "factor" | "runs">>;

/** The same by the sentences of the docstrings, over every pair. */
function bruteForce(rows: Known[]): ({ id: string } & Standing)[] {
  const comparable = (value: number, low: number, high: number, runs: number[] = [], biasGroup: string | null = null): Comparable => ({ figure: { value, interval: { low, high, level: 0.95 } }, biasGroup, runs });
  const loss = ({ quality, half }: Known): Comparable => (half === null ? { figure: { value: -quality, interval: null }, biasGroup: null, runs: [] } : comparable(-quality, -(quality + half), -(quality - half)));
  const joules = (value: number | null, { factor, runs }: Known): Comparable | null => (value === null ? null : comparable(value, value / factor, value * factor, runs, "one"));
  const both = (row: Known): (Comparable | null)[] => [joules(row.training, row), joules(row.inference, { ...row, runs: [] })];
  const dominates = (a: Known, b: Known): boolean => {
    const pairs = both(a).map((mine, index): [Comparable | null, Comparable | null] => [mine, both(b)[index]!]);
    const worse = isLower(loss(b), loss(a)) || pairs.some(([mine, theirs]) => mine === null || (theirs !== null && isLower(theirs, mine)));
    return !worse && (isLower(loss(a), loss(b)) || pairs.some(([mine, theirs]) => theirs === null || isLower(mine!, theirs)));
  };
  const rankOf = (row: Known): number => 1 + rows.filter((other) => isLower(loss(other), loss(row))).length;
  return rows
    .toSorted((a, b) => rankOf(a) - rankOf(b) || b.quality - a.quality || (a.training ?? Infinity) - (b.training ?? Infinity) || (a.id < b.id ? -1 : 1))
    .map((row) => ({
      id: row.id, rank: rankOf(row), tiedWith: rows.filter((other) => other !== row && orderOf(loss(other), loss(row)) === "not-distinguishable").length, paretoOptimal: !rows.some((other) => dominates(other, row)),
    }));
}

/** A small generator, so that a failure can be repeated. */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe("a board", () => {
  test.each([1, 2, 3])("of random rows with ties, gaps and repeated runs ranks, orders, pages and marks as asking of every pair does (%s)", async (seed) => {
    const next = numbersOf(seed);
    const coarse = (): number => Math.round(next() * 6) / 6; // so that there are equal means
    const measured = (): number | null => (next() < 0.2 ? null : 1 + coarse() * 10);
    const rows: Known[] = [];
    for (let k = 0; k < 40; k++) {
      const [training, spread] = [measured(), 0.02 + next() * 0.4];
      const known = { half: next() < 0.1 ? null : next() * 0.2, factor: 1 + next(), runs: training === null || next() < 0.3 ? [] : [1 - spread, 1, 1 + spread].map((of) => of * training) };
      rows.push({ ...(await add({ quality: coarse(), training, inference: measured() }, known)), ...known });
    }
    const expected = bruteForce(rows);
    for (const size of [100, 7, 1]) expect((await pages(key, size)).map(({ resultId, rank, tiedWith, paretoOptimal }) => ({ id: resultId, rank, tiedWith, paretoOptimal }))).toEqual(expected);
    expect((await boardRows(database.db, key, { first: 5 })).totalCount).toBe(40);
    expect(expected.some(({ rank }) => rank > 1) && expected.some(({ tiedWith }) => tiedWith > 0) && expected.some(({ paretoOptimal }) => !paretoOptimal)).toBe(true);
  });

  test("ranks nobody below a row whose interval reaches its own", async () => {
    const [best, near, far] = [await add({ quality: 0.93, training: 1, inference: 1 }, { half: 0.02 }), await add({ quality: 0.9, training: 1, inference: 1 }, { half: 0.02 }), await add({ quality: 0.86, training: 1, inference: 1 }, { half: 0.02 })];
    expect((await pages(key, 10)).map(({ resultId, rank, tiedWith }) => [resultId, rank, tiedWith])).toEqual([[best.id, 1, 1], [near.id, 1, 2], [far.id, 2, 1]]);
  });

  test("lets joules decide only where they are told apart: by their runs on known hardware, else by their whole intervals", async () => {
    const one = { quality: 0.9, inference: 1 };
    const [steady, scattered] = [[9.9, 10, 10.1], [7, 10, 13]];
    const less = await add({ ...one, training: 10 }, { runs: steady });
    const more = await add({ ...one, training: 13 }, { runs: [12.9, 13, 13.1] });
    const uncertain = await add({ ...one, training: 12 }, { runs: scattered.map((of) => of + 2) });
    const optimal = async (on = key): Promise<string[]> => (await pages(on, 10)).filter(({ paretoOptimal }) => paretoOptimal).map(({ resultId }) => resultId);
    expect((await optimal()).toSorted()).toEqual([less.id, uncertain.id].toSorted());
    const unknown = { ...key, hardwareClass: "cpu/unknown/1" };
    const there = [await add({ ...one, training: 10 }, { runs: steady, on: unknown }), await add({ ...one, training: 13 }, { runs: [12.9, 13, 13.1], on: unknown })];
    expect((await optimal(unknown)).toSorted()).toEqual(there.map(({ id }) => id).toSorted());
    expect((await pages(key, 10)).find(({ resultId }) => resultId === more.id)).toMatchObject({ rank: 1, tiedWith: 2, paretoOptimal: false });
  });

  test("goes on after a row that has left it meanwhile", async () => {
    for (const quality of [0.5, 0.6, 0.7, 0.8]) await add({ quality, training: 1, inference: 1 });
    const { rows: [, second] } = await boardRows(database.db, key, { first: 2 });
    await database.db.result.update({ where: { id: second!.resultId }, data: { state: "WITHDRAWN" } });
    expect((await boardRows(database.db, key, { first: 10, after: second!.cursor })).rows.map(({ quality }) => quality.value)).toEqual([0.6, 0.5]);
  });

  test("has whole figures in a row, and null for what was not measured", async () => {
    const { id } = await add({ quality: 0.9, training: 12.5, inference: null });
    const { rows } = await boardRows(database.db, key, { first: 10 });
    expect(rows).toEqual([
      {
        rank: 1, tiedWith: 0, paretoOptimal: true, resultId: id, cursor: expect.any(String) as unknown, seedCount: 3, parameterCount: 1210, sizeBytes: 5000,
        quality: { name: "accuracy", value: 0.9, direction: "MAXIMIZE", interval: { low: 0.89, high: 0.91, level: 0.95 } },
        trainingEnergy: { value: 12.5, unit: "J", interval: { low: 6.25, high: 25, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "a test" },
        inferenceEnergyPerThousand: null, carbon: null, cost: null,
      },
    ]);
  });

  test("of a metric that is to be small has the smallest first", async () => {
    const [large, small] = [await add({ quality: 3, training: 1, inference: 1 }, { direction: "MINIMIZE" }), await add({ quality: 2, training: 1, inference: 1 }, { direction: "MINIMIZE" })];
    expect((await pages(key, 10)).map(({ resultId, paretoOptimal }) => [resultId, paretoOptimal])).toEqual([[small.id, true], [large.id, false]]);
  });

  test("mixes no task, boundary, method or hardware class, and shows neither drafts nor what was withdrawn", async () => {
    const one = { quality: 0.9, training: 1, inference: 1 };
    const here = await add(one);
    for (const other of [{ taskSlug: "other" }, { boundary: "NODE" as const }, { method: "COUNTER" as const }, { hardwareClass: "cpu/test/2" }]) await add(one, { on: { ...key, ...other } });
    await add(one, { state: "DRAFT" });
    await add(one, { state: "WITHDRAWN" });
    expect((await pages(key, 10)).map(({ resultId }) => resultId)).toEqual([here.id]);
    expect(await listBoards(database.db)).toHaveLength(5);
  });

  test("that is not named is the task's with most rows, ties by name", async () => {
    const one = { quality: 0.9, training: 1, inference: 1 };
    await add(one, { on: { ...key, hardwareClass: "cpu/b/1" } });
    await add(one, { on: { ...key, hardwareClass: "cpu/a/1" } });
    expect(await findBoard(database.db, { taskSlug: "digits" })).toEqual({ ...key, hardwareClass: "cpu/a/1", rowCount: 1 });
    await add(one, { on: { ...key, hardwareClass: "cpu/b/1" } });
    expect(await findBoard(database.db, { taskSlug: "digits" })).toEqual({ ...key, hardwareClass: "cpu/b/1", rowCount: 2 });
    expect(await findBoard(database.db, { taskSlug: "digits", hardwareClass: "cpu/a/1" })).toMatchObject({ rowCount: 1 });
    expect(await findBoard(database.db, { taskSlug: "digits", method: "COUNTER" })).toBeNull();
  });

  test("that is empty, and one past its end, say how many rows there are", async () => {
    expect(await boardRows(database.db, { ...key, taskSlug: randomUUID() }, { first: 10 })).toEqual({ rows: [], totalCount: 0, hasNextPage: false });
    await add({ quality: 0.9, training: null, inference: 1 });
    const [last] = await pages(key, 10);
    expect(await boardRows(database.db, key, { first: 10, after: last!.cursor })).toEqual({ rows: [], totalCount: 1, hasNextPage: false });
    expect(await boardRows(database.db, key, { first: 0 })).toEqual({ rows: [], totalCount: 1, hasNextPage: true });
  });

  test.each(["", "nonsense", Buffer.from("[1]").toString("base64url"), Buffer.from('["x","1","y"]').toString("base64url"), Buffer.from('[1,"1; DROP TABLE result","y"]').toString("base64url")])("refuses %j as a cursor", async (after) => {
    await expect(boardRows(database.db, key, { first: 10, after })).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["after"] }] });
  });
});

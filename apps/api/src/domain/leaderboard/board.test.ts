import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
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

/** A published result; its figures are written before it is published, as the tables demand. */
async function add({ quality, training, inference }: Omit<Row, "id">, { on = key, direction = "MAXIMIZE", state = "PUBLISHED" }: { on?: BoardKey; direction?: "MAXIMIZE" | "MINIMIZE"; state?: "PUBLISHED" | "DRAFT" | "WITHDRAWN" } = {}): Promise<Row> {
  const { db } = database;
  const { institutionId, projectId, modelId } = places;
  const version = await db.modelVersion.create({ data: { modelId, label: "v", parameterCount: 1210, sizeBytes: 5000, networkSha256: "0".repeat(64) } });
  const experiment = await db.experiment.create({
    data: { projectId, institutionId, name: "e", taskSlug: on.taskSlug, specification: {}, visibility: "PUBLIC", submittedBy: "test", runs: { create: { projectId, institutionId, seed: 1, position: 0, state: "SUCCEEDED" } } },
    include: { runs: true },
  });
  const energy = (quantity: "TRAINING_ENERGY" | "INFERENCE_ENERGY_PER_THOUSAND", value: number | null) =>
    value === null ? [] : [{ quantity, value, unit: "J", low: value * 0.5, high: value * 2, level: 0.95, method: on.method, boundary: on.boundary, source: "a test" }];
  const result = await db.result.create({
    data: {
      ...on, experimentId: experiment.id, point: 0, institutionId, techniques: ["train"], specification: {}, leadRunId: experiment.runs[0]!.id, modelVersionId: version.id, seedCount: 3, attemptsCharged: 3,
      metrics: { create: { position: 0, name: "accuracy", value: quality, direction, low: quality - 0.01, high: quality + 0.01, level: 0.95, split: "test", count: 100 } },
      measurements: { create: [...energy("TRAINING_ENERGY", training), ...energy("INFERENCE_ENERGY_PER_THOUSAND", inference)] },
    },
  });
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

/** The same by the sentence of the docstring, over plain numbers. */
function bruteForce(rows: Row[]): { id: string; rank: number; paretoOptimal: boolean }[] {
  const atLeast = (a: number | null, b: number | null): boolean => a !== null && (b === null || a <= b);
  const better = (a: number | null, b: number | null): boolean => a !== null && (b === null || a < b);
  const dominates = (a: Row, b: Row): boolean =>
    a.quality >= b.quality && atLeast(a.training, b.training) && atLeast(a.inference, b.inference) && (a.quality > b.quality || better(a.training, b.training) || better(a.inference, b.inference));
  return rows
    .toSorted((a, b) => b.quality - a.quality || (a.training ?? Infinity) - (b.training ?? Infinity) || (a.id < b.id ? -1 : 1))
    .map((row) => ({ id: row.id, rank: 1 + rows.filter((other) => other.quality > row.quality).length, paretoOptimal: !rows.some((other) => dominates(other, row)) }));
}

/** A small generator, so that a failure can be repeated. */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe("a board", () => {
  test.each([1, 2, 3])("of random rows with ties and gaps ranks, orders, pages and marks as brute force does (%s)", async (seed) => {
    const next = numbersOf(seed);
    const coarse = (): number => Math.round(next() * 6) / 6; // so that there are ties
    const measured = (): number | null => (next() < 0.2 ? null : coarse() * 10);
    const rows: Row[] = [];
    for (let k = 0; k < 40; k++) rows.push(await add({ quality: coarse(), training: measured(), inference: measured() }));
    const expected = bruteForce(rows);
    for (const size of [100, 7, 1]) expect((await pages(key, size)).map(({ resultId, rank, paretoOptimal }) => ({ id: resultId, rank, paretoOptimal }))).toEqual(expected);
    expect((await boardRows(database.db, key, { first: 5 })).totalCount).toBe(40);
  });

  test("has whole figures in a row, and null for what was not measured", async () => {
    const { id } = await add({ quality: 0.9, training: 12.5, inference: null });
    const { rows } = await boardRows(database.db, key, { first: 10 });
    expect(rows).toEqual([
      {
        rank: 1, paretoOptimal: true, resultId: id, cursor: expect.any(String) as unknown, seedCount: 3, parameterCount: 1210, sizeBytes: 5000,
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

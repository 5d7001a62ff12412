import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Project } from "../../storage/db.ts";
import { publish } from "../publications.ts";
import type { World } from "../test-world.ts";
import { administrator, makeProject, makeResult, openWorld } from "../test-world.ts";
import { boardRows, findBoard, listBoards } from "./board.ts";

let world: World;
let project: Project;
beforeAll(async () => {
  world = await openWorld();
  ({ project } = await makeProject(world));
});
afterAll(() => world.close());

interface Entry {
  accuracy: number;
  energyJoules: number;
  inferenceJoules: number | null;
}

/** Pareto by comparing every pair. What was not measured dominates nothing. */
function isPareto(entry: Entry, all: Entry[]): boolean {
  const noWorse = (a: number | null, b: number | null): boolean => a !== null && (b === null || a <= b);
  const better = (a: number | null, b: number | null): boolean => a !== null && (b === null || a < b);
  return !all.some(
    (other) =>
      other.accuracy >= entry.accuracy && noWorse(other.energyJoules, entry.energyJoules) && noWorse(other.inferenceJoules, entry.inferenceJoules) &&
      (other.accuracy > entry.accuracy || better(other.energyJoules, entry.energyJoules) || better(other.inferenceJoules, entry.inferenceJoules)),
  );
}

test("a board ranks, marks what is Pareto-optimal, and pages as comparing every pair would", async () => {
  let state = 7;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const entries = new Map<string, Entry>();
  for (let k = 0; k < 14; k++) {
    const entry: Entry = { accuracy: 0.8 + Math.floor(random() * 5) / 50, energyJoules: 1 + Math.floor(random() * 6), inferenceJoules: random() < 0.2 ? null : 1 + Math.floor(random() * 4) };
    const result = await makeResult(world, project, entry, { name: `entry ${k}` });
    entries.set(result.id, entry);
  }
  const draft = await makeResult(world, project, { accuracy: 0.99 }, { name: "still a draft" });
  const elsewhere = await makeResult(world, project, { accuracy: 0.99, hardwareClass: "cpu/unknown/4" }, { name: "other hardware" });
  await publish(world.as(administrator), { results: [...entries.keys(), elsewhere.id], title: "All", disciplines: ["OTHER"] });

  const board = (await findBoard(world.db, { taskSlug: "digits" }))!;
  expect(board).toMatchObject({ hardwareClass: "cpu/test/1", boundary: "PROCESS", method: "ESTIMATED", rowCount: 14 });
  const { rows, totalCount } = await boardRows(world.db, board, { first: 100 });
  expect(totalCount).toBe(14);
  expect(rows.some(({ resultId }) => resultId === draft.id || resultId === elsewhere.id)).toBe(false);
  const all = [...entries.values()];
  for (const { resultId, rank, paretoOptimal, quality } of rows) {
    const entry = entries.get(resultId)!;
    expect(quality.value).toBeCloseTo(entry.accuracy, 12);
    expect(rank).toBe(1 + all.filter(({ accuracy }) => accuracy > entry.accuracy).length);
    expect([resultId, paretoOptimal]).toEqual([resultId, isPareto(entry, all)]);
  }

  const paged: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await boardRows(world.db, board, { first: 3, after });
    paged.push(...page.rows.map(({ resultId }) => resultId));
    if (!page.hasNextPage) break;
    after = page.rows.at(-1)!.cursor;
  }
  expect(paged).toEqual(rows.map(({ resultId }) => resultId));
  expect((await listBoards(world.db)).map(({ hardwareClass, rowCount }) => [hardwareClass, rowCount])).toEqual([["cpu/test/1", 14], ["cpu/unknown/4", 1]]);
});

test("what is no cursor is refused, and a board without rows is none", async () => {
  await expect(boardRows(world.db, { taskSlug: "digits", boundary: "PROCESS", hardwareClass: "cpu/test/1", method: "ESTIMATED" }, { first: 1, after: randomUUID() })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(await findBoard(world.db, { taskSlug: "digits", method: "COUNTER" })).toBeNull();
});

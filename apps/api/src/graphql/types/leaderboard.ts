import { queryFromInfo } from "@pothos/plugin-prisma";
import { visibleResults } from "../../domain/access.ts";
import type { BoardKey, BoardRow, FilledBoard } from "../../domain/leaderboard/board.ts";
import { boardRows, findBoard, listBoards } from "../../domain/leaderboard/board.ts";
import type { Result as ResultRow } from "../../storage/db.ts";
import { builder } from "../builder.ts";
import { Measurement, MeasurementBoundary, MeasurementMethod, Metric } from "./measurement.ts";
import { Result } from "./result.ts";
import { knownTask, Task, taskOf } from "./task.ts";

const LeaderboardRow = builder.objectRef<BoardRow & { result: ResultRow }>("LeaderboardRow").implement({
  fields: (t) => ({
    rank: t.exposeInt("rank", { description: "One more than the rows that are distinguishably better in quality: rows that share a rank are tied." }),
    tiedWith: t.exposeInt("tiedWith", { description: "Other rows that are not distinguishable from this one in quality." }),
    paretoOptimal: t.exposeBoolean("paretoOptimal", { description: "No row is distinguishably better in quality or energy and distinguishably worse in none." }),
    result: t.expose("result", { type: Result }),
    seedCount: t.exposeInt("seedCount"),
    quality: t.expose("quality", { type: Metric }),
    trainingEnergy: t.expose("trainingEnergy", { type: Measurement, nullable: true }),
    inferenceEnergyPerThousand: t.expose("inferenceEnergyPerThousand", { type: Measurement, nullable: true }),
    carbon: t.expose("carbon", { type: Measurement, nullable: true }),
    cost: t.expose("cost", { type: Measurement, nullable: true }),
    parameterCount: t.exposeFloat("parameterCount"),
    sizeBytes: t.exposeFloat("sizeBytes"),
  }),
});

/** A board that was asked for; without rows where nothing was published under what was asked. */
interface Board extends Pick<BoardKey, "taskSlug"> {
  boundary: BoardKey["boundary"] | null;
  hardwareClass: string | null;
  method: BoardKey["method"] | null;
}

const Leaderboard = builder.objectRef<Board>("Leaderboard").implement({
  description: "The published results of one task under one boundary, method and hardware class.",
  fields: (t) => ({
    task: t.field({ type: Task, resolve: ({ taskSlug }) => knownTask(taskSlug) }),
    boundary: t.expose("boundary", { type: MeasurementBoundary, nullable: true }),
    hardwareClass: t.exposeString("hardwareClass", { nullable: true }),
    method: t.expose("method", { type: MeasurementMethod, nullable: true }),
    rows: t.connection({
      type: LeaderboardRow,
      async resolve({ taskSlug, boundary, hardwareClass, method }, { first, after }, context, info) {
        const { db, actor } = context;
        if (boundary === null || hardwareClass === null || method === null) return { edges: [], totalCount: 0, pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } };
        const page = await boardRows(db, { taskSlug, boundary, hardwareClass, method }, { first: Math.min(first ?? 20, 100), after: after ?? null });
        const query = queryFromInfo({ context, info, typeName: "Result", paths: [["nodes", "result"], ["edges", "node", "result"]] });
        const results = await db.result.findMany({ ...query, where: { AND: [{ id: { in: page.rows.map(({ resultId }) => resultId) } }, visibleResults(actor)] } });
        const byId = new Map(results.map((result) => [result.id, result]));
        const edges = page.rows.flatMap((row) => {
          const result = byId.get(row.resultId);
          return result ? [{ cursor: row.cursor, node: { ...row, result } }] : [];
        });
        return { edges, totalCount: page.totalCount, pageInfo: { hasNextPage: page.hasNextPage, hasPreviousPage: Boolean(after), startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null } };
      },
    }, { fields: (connection) => ({ totalCount: connection.int({ resolve: (page) => page.totalCount as number }) }) }),
  }),
});

const LeaderboardKey = builder.objectRef<FilledBoard>("LeaderboardKey").implement({
  description: "One board that has rows: what to pass to leaderboard.",
  fields: (t) => ({
    task: t.field({ type: Task, resolve: ({ taskSlug }) => knownTask(taskSlug) }),
    boundary: t.expose("boundary", { type: MeasurementBoundary }),
    hardwareClass: t.exposeString("hardwareClass"),
    method: t.expose("method", { type: MeasurementMethod }),
    rowCount: t.exposeInt("rowCount"),
  }),
});

builder.queryFields((t) => ({
  leaderboard: t.field({
    type: Leaderboard,
    nullable: true,
    description: "Null for an unknown task. Without boundary, hardwareClass and method: the board of that task with most rows, ties by name.",
    args: { task: t.arg.string({ required: true }), boundary: t.arg({ type: MeasurementBoundary }), hardwareClass: t.arg.string(), method: t.arg({ type: MeasurementMethod }) },
    async resolve(_root, { task, boundary = null, hardwareClass = null, method = null }, { db }) {
      if (!taskOf(task)) return null;
      const filter = { taskSlug: task, boundary, hardwareClass, method };
      return (await findBoard(db, filter)) ?? filter;
    },
  }),
  leaderboards: t.field({
    type: [LeaderboardKey],
    description: "The boards that have rows, most rows first.",
    resolve: async (_root, _args, { db }) => (await listBoards(db)).filter(({ taskSlug }) => taskOf(taskSlug) !== null),
  }),
}));

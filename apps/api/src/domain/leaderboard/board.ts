import type { Database, MetricDirection } from "../../storage/db.ts";
import { Prisma } from "../../storage/db.ts";
import { InvalidInput } from "../errors.ts";
import type { Figure, Quality } from "../figures.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { BoardKey } from "./keys.ts";
import { measures } from "./registry.ts";
import type { MeasureId } from "./registry.ts";

export { findBoard, listBoards } from "./keys.ts";
export type { BoardKey, FilledBoard } from "./keys.ts";

export type BoardRow = {
  /** From 1; rows of equal quality share it. */
  rank: number;
  /** No other row of the board is at least as good in quality and every Pareto measure, and better in one. */
  paretoOptimal: boolean;
  /** UUID. */
  resultId: string;
  /** Of this row, for `after`. */
  cursor: string;
  seedCount: number;
  quality: Quality;
  parameterCount: number;
  sizeBytes: number;
} & Record<MeasureId, Figure | null>;

export interface BoardPage {
  rows: BoardRow[];
  totalCount: number;
  hasNextPage: boolean;
}

const MAX_ROWS = 100;

/**
 * Rows of a board, best first, in one SQL statement: ranks and Pareto-optimality are over the whole board, whatever the page.
 * @param page first: 0 to 100; after: a row's cursor
 * @throws InvalidInput for a cursor that is none
 */
export async function boardRows(db: Database, key: BoardKey, { first, after }: { first: number; after?: string | null }): Promise<BoardPage> {
  const limit = Math.min(Math.max(0, first), MAX_ROWS);
  const start = after === null || after === undefined ? null : decodeCursor(after);
  if (start === undefined) throw new InvalidInput([{ message: "This is no cursor of a board.", path: ["after"] }]);
  const found = await db.$queryRaw<SqlRow[]>`
    WITH rows AS (
      SELECT result.id, result.seed_count, metric.name, metric.value, metric.direction, metric.low, metric.high, metric.level,
        version.parameter_count, version.size_bytes,
        CASE metric.direction WHEN 'MAXIMIZE' THEN -metric.value ELSE metric.value END AS loss
        ${paretoColumns}
      FROM result
      JOIN metric ON metric.result_id = result.id AND metric.position = 0
      JOIN model_version AS version ON version.id = result.model_version_id
      ${paretoJoins}
      WHERE result.state = 'PUBLISHED' AND result.task_slug = ${key.taskSlug} AND result.boundary = ${key.boundary}::"MeasurementBoundary"
        AND result.hardware_class = ${key.hardwareClass} AND result.method = ${key.method}::"MeasurementMethod"
    ), ranked AS (
      SELECT rows.*, rank() OVER (ORDER BY loss)::int AS rank, count(*) OVER ()::int AS total, COALESCE("trainingEnergyValue", 'Infinity') AS tie FROM rows
    ), page AS (
      SELECT ranked.*, row_number() OVER (ORDER BY loss, tie, id)::int AS place FROM ranked WHERE ${start === null ? Prisma.sql`true` : Prisma.sql`(loss, tie, id) > (${start.loss}::float8, ${start.tie}::text::float8, ${start.id})`}
      ORDER BY place LIMIT ${limit + 1}
    )
    SELECT id AS "resultId", seed_count AS "seedCount", name, value, direction, low, high, level, parameter_count::float8 AS "parameterCount", size_bytes::float8 AS "sizeBytes",
      loss, tie::text AS tie, rank,
      NOT EXISTS (SELECT FROM rows AS other WHERE other.loss <= page.loss AND ${noWorse} AND (other.loss < page.loss OR ${better})) AS pareto ${figures}, total, place FROM page
    UNION ALL -- how many there are, for a page that is empty
    SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL ${noFigures}, (SELECT count(*)::int FROM rows), NULL
    ORDER BY place NULLS LAST`;
  const rows = found.filter((row) => row.resultId !== null);
  return { rows: rows.slice(0, limit).map(boardRow), totalCount: found.at(-1)?.total ?? 0, hasNextPage: rows.length > limit };
}

type SqlRow = {
  resultId: string;
  seedCount: number;
  name: string;
  value: number;
  direction: MetricDirection;
  low: number | null;
  high: number | null;
  level: number | null;
  parameterCount: number;
  sizeBytes: number;
  loss: number;
  tie: string;
  rank: number;
  pareto: boolean;
  total: number;
} & Record<MeasureId, Figure | null>;

function boardRow({ resultId, seedCount, name, value, direction, low, high, level, parameterCount, sizeBytes, loss, tie, rank, pareto, ...row }: SqlRow): BoardRow {
  const interval = low === null || high === null || level === null ? null : { low, high, level };
  const { trainingEnergy, inferenceEnergyPerThousand, carbon, cost } = row;
  return {
    rank,
    paretoOptimal: pareto,
    resultId,
    cursor: encodeCursor({ loss, tie, id: resultId }),
    seedCount,
    quality: { name, value, direction, interval },
    parameterCount,
    sizeBytes,
    trainingEnergy,
    inferenceEnergyPerThousand,
    carbon,
    cost,
  };
}

// The parts of the statement that the registry makes. Its ids and quantities are ours, never an input.
type OneMeasure = (typeof measures)[number];
const parts = (of: readonly OneMeasure[], between: string, write: (measure: OneMeasure) => string): Prisma.Sql => Prisma.raw(of.map(write).join(between));
const pareto = measures.filter(({ pareto: counts }) => counts);
const paretoColumns = parts(pareto, "", ({ id }) => `, "${id}".value AS "${id}Value"`);
const paretoJoins = parts(pareto, " ", ({ id, quantity }) => `LEFT JOIN measurement AS "${id}" ON "${id}".result_id = result.id AND "${id}".quantity = '${quantity}'`);
/** What was not measured dominates nothing. */
const noWorse = parts(pareto, " AND ", ({ id }) => `other."${id}Value" IS NOT NULL AND (page."${id}Value" IS NULL OR other."${id}Value" <= page."${id}Value")`);
const better = parts(pareto, " OR ", ({ id }) => `(page."${id}Value" IS NULL OR other."${id}Value" < page."${id}Value")`);
const figures = parts(
  measures,
  "",
  ({ id, quantity }) => `, (SELECT jsonb_build_object('value', value, 'unit', unit, 'method', method, 'boundary', boundary, 'source', source,
      'interval', CASE WHEN low IS NOT NULL THEN jsonb_build_object('low', low, 'high', high, 'level', level) END)
    FROM measurement WHERE result_id = page.id AND quantity = '${quantity}') AS "${id}"`,
);
const noFigures = parts(measures, "", () => ", NULL");

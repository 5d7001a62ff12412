import type { Database, MetricDirection } from "../../storage/db.ts";
import { Prisma } from "../../storage/db.ts";
import { InvalidInput } from "../errors.ts";
import { intervalOf } from "../figures.ts";
import type { Figure, Quality } from "../figures.ts";
import { contestantsOf } from "./contestants.ts";
import type { BoardCursor } from "./cursor.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { BoardKey } from "./keys.ts";
import { measures } from "./registry.ts";
import type { MeasureId } from "./registry.ts";
import type { Contestant } from "./standing.ts";
import { dominates, neighboursOf } from "./standing.ts";
import { trainingEnergy } from "./training-energy.ts";

export { findBoard, listBoards } from "./keys.ts";
export type { BoardKey, FilledBoard } from "./keys.ts";

export type BoardRow = {
  /** One more than the rows that are distinguishably better in quality. */
  rank: number;
  /** Other rows that are not distinguishable from this one in quality. */
  tiedWith: number;
  /** No other row of the board is distinguishably better in quality or a Pareto measure and distinguishably worse in none. */
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
 * Rows of a board, best first: by rank; rows of one rank by their means, which tells nothing of them. Ranks and Pareto-optimality are over the whole
 * board, whatever the page.
 * @param page first: 0 to 100; after: a row's cursor
 * @throws InvalidInput for a cursor that is none
 */
export async function boardRows(db: Database, key: BoardKey, { first, after }: { first: number; after?: string | null }): Promise<BoardPage> {
  const limit = Math.min(Math.max(0, first), MAX_ROWS);
  const cursor = after === null || after === undefined ? null : decodeCursor(after);
  if (cursor === undefined) throw new InvalidInput([{ message: "This is no cursor of a board.", path: ["after"] }]);
  const standings = placed(await contestantsOf(db, key));
  const start = cursor ? placeAfter(standings, cursor) : 0;
  const figures = await figuresOf(db, standings.slice(start, start + limit).map(({ id }) => id));
  const rows = standings.slice(start, start + limit).flatMap((standing) => {
    const row = figures.get(standing.id);
    return row ? [boardRow(row, standing, !standings.some((other) => dominates(other, standing)))] : []; // withdrawn meanwhile
  });
  return { rows, totalCount: standings.length, hasNextPage: start + limit < standings.length };
}

interface Standing extends Contestant {
  rank: number;
  tiedWith: number;
  cursor: BoardCursor;
}

const energyIndex = measures.filter(({ pareto }) => pareto).findIndex(({ id }) => id === trainingEnergy.id);

/** The rows in their order, each with its rank. */
function placed(contestants: Contestant[]): Standing[] {
  const neighbours = neighboursOf(contestants);
  const standings = contestants.map((contestant, index): Standing => {
    const { better, worse } = neighbours[index]!;
    const cursor = { loss: contestant.quality.figure.value, tie: String(contestant.measures[energyIndex]?.figure.value ?? Infinity), id: contestant.id };
    return { ...contestant, rank: better + 1, tiedWith: contestants.length - 1 - better - worse, cursor };
  });
  return standings.sort((a, b) => a.rank - b.rank || inOrder(a.cursor, b.cursor));
}

const inOrder = (a: BoardCursor, b: BoardCursor): number => compared(a.loss, b.loss) || compared(Number(a.tie), Number(b.tie)) || compared(a.id, b.id);
const compared = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Where the rows after a cursor begin. Where its row is gone: after those of better means. */
function placeAfter(standings: Standing[], cursor: BoardCursor): number {
  const known = standings.findIndex(({ id }) => id === cursor.id);
  if (known >= 0) return known + 1;
  const next = standings.findIndex((standing) => inOrder(standing.cursor, cursor) > 0);
  return next < 0 ? standings.length : next;
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
} & Record<MeasureId, Figure | null>;

// The registry's ids and quantities are ours, never an input.
const wholeFigures = Prisma.raw(
  measures.map(({ id, quantity }) => `, (SELECT jsonb_build_object('value', value, 'unit', unit, 'method', method, 'boundary', boundary, 'source', source,
      'interval', CASE WHEN low IS NOT NULL THEN jsonb_build_object('low', low, 'high', high, 'level', level) END)
    FROM measurement WHERE result_id = result.id AND quantity = '${quantity}') AS "${id}"`).join(""),
);

/** The figures of a page, by result. */
async function figuresOf(db: Database, ids: string[]): Promise<Map<string, SqlRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<SqlRow[]>`
    SELECT result.id AS "resultId", result.seed_count AS "seedCount", metric.name, metric.value, metric.direction, metric.low, metric.high, metric.level,
      version.parameter_count::float8 AS "parameterCount", version.size_bytes::float8 AS "sizeBytes" ${wholeFigures}
    FROM result
    JOIN metric ON metric.result_id = result.id AND metric.position = 0
    JOIN model_version AS version ON version.id = result.model_version_id
    WHERE result.id = ANY(${ids})`;
  return new Map(rows.map((row) => [row.resultId, row]));
}

function boardRow({ name, value, direction, low, high, level, ...row }: SqlRow, { rank, tiedWith, cursor }: Standing, paretoOptimal: boolean): BoardRow {
  return { ...row, rank, tiedWith, paretoOptimal, cursor: encodeCursor(cursor), quality: { name, value, direction, interval: intervalOf({ low, high, level }) } };
}

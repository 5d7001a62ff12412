import type { Comparable } from "@joulemark/energy";
import type { Database, MetricDirection } from "../../storage/db.ts";
import { Prisma } from "../../storage/db.ts";
import { biasGroupOf } from "../bias-group.ts";
import type { Interval } from "../figures.ts";
import type { BoardKey } from "./keys.ts";
import { measures } from "./registry.ts";
import type { MeasureId } from "./registry.ts";
import type { Contestant } from "./standing.ts";

/** As PostgreSQL gives it. */
interface Measured {
  value: number;
  interval: Interval | null;
  runs: number[] | null;
}
type SqlRow = { id: string; value: number; direction: MetricDirection; low: number | null; high: number | null; level: number | null } & Partial<Record<MeasureId, Measured | null>>;

const pareto = measures.filter(({ pareto: counts }) => counts);
// The registry's ids and quantities are ours, never an input.
const measured = Prisma.raw(
  pareto.map(({ id, quantity }) => `, (SELECT jsonb_build_object('value', value, 'interval', CASE WHEN low IS NOT NULL THEN jsonb_build_object('low', low, 'high', high, 'level', level) END,
      'runs', (SELECT jsonb_agg(of_run.value) FROM run JOIN measurement AS of_run ON of_run.run_id = run.id AND of_run.quantity = '${quantity}' WHERE run.result_id = result.id))
    FROM measurement WHERE result_id = result.id AND quantity = '${quantity}') AS "${id}"`).join(""),
);

/** What decides the places of a whole board: quality and the Pareto measures of every row, with the values of its runs. */
export async function contestantsOf(db: Database, key: BoardKey): Promise<Contestant[]> {
  const rows = await db.$queryRaw<SqlRow[]>`
    SELECT result.id, metric.value, metric.direction, metric.low, metric.high, metric.level ${measured}
    FROM result
    JOIN metric ON metric.result_id = result.id AND metric.position = 0
    WHERE result.state = 'PUBLISHED' AND result.task_slug = ${key.taskSlug} AND result.boundary = ${key.boundary}::"MeasurementBoundary"
      AND result.hardware_class = ${key.hardwareClass} AND result.method = ${key.method}::"MeasurementMethod"`;
  const biasGroup = biasGroupOf(key, key.hardwareClass);
  const comparable = ({ runs, ...figure }: Measured): Comparable => ({ figure, biasGroup, runs: runs ?? [] });
  return rows.map((row) => ({ id: row.id, quality: lossOf(row), measures: pareto.map(({ id }) => (row[id] ? comparable(row[id]) : null)) }));
}

/**
 * Quality turned so that less is better. Its runs are left out: of two networks that are wrong on different examples of one test split, the sampling of the split
 * is not a common error, so that only whole intervals tell them apart.
 */
function lossOf({ value, direction, low, high, level }: SqlRow): Comparable {
  const interval = low === null || high === null || level === null ? null : { low, high, level };
  if (direction === "MINIMIZE") return { figure: { value, interval }, biasGroup: null, runs: [] };
  return { figure: { value: -value, interval: interval && { low: -interval.high, high: -interval.low, level: interval.level } }, biasGroup: null, runs: [] };
}

import type { Database, MeasurementBoundary, MeasurementMethod } from "../../storage/db.ts";

/** One board: unlike is never ranked with unlike. */
export interface BoardKey {
  taskSlug: string;
  boundary: MeasurementBoundary;
  hardwareClass: string;
  method: MeasurementMethod;
}

/** A board that has rows. */
export interface FilledBoard extends BoardKey {
  rowCount: number;
}

export interface BoardFilter {
  taskSlug?: string;
  boundary?: MeasurementBoundary | null;
  hardwareClass?: string | null;
  method?: MeasurementMethod | null;
}

/** The boards that have rows, most rows first, ties by name: task, boundary, hardware class, method. */
export async function listBoards(db: Database, filter: BoardFilter = {}): Promise<FilledBoard[]> {
  const { taskSlug = null, boundary = null, hardwareClass = null, method = null } = filter;
  return db.$queryRaw`
    SELECT task_slug AS "taskSlug", boundary, hardware_class AS "hardwareClass", method, count(*)::int AS "rowCount" FROM result
    WHERE state = 'PUBLISHED' AND boundary IS NOT NULL AND hardware_class IS NOT NULL AND method IS NOT NULL
      AND (${taskSlug}::text IS NULL OR task_slug = ${taskSlug}) AND (${boundary}::"MeasurementBoundary" IS NULL OR boundary = ${boundary}::"MeasurementBoundary")
      AND (${hardwareClass}::text IS NULL OR hardware_class = ${hardwareClass}) AND (${method}::"MeasurementMethod" IS NULL OR method = ${method}::"MeasurementMethod")
    GROUP BY task_slug, boundary, hardware_class, method
    ORDER BY count(*) DESC, task_slug, boundary::text, hardware_class, method::text`;
}

/** The board that is meant by what is given of its key: that with most rows, ties by name. Null: none has rows. */
export async function findBoard(db: Database, filter: BoardFilter & { taskSlug: string }): Promise<FilledBoard | null> {
  return (await listBoards(db, filter))[0] ?? null;
}

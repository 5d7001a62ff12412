import type { Database, MeasurementBoundary, MeasurementMethod } from "./db.ts";

/** Runs of a hardware class that are read at most, newest first. */
export const MOST_RUNS = 500;

/** A run that succeeded. Of whatever institution: what is made of these rows tells the speed of a machine, not whose they are. */
export interface HistoryRow {
  runId: string;
  experimentId: string;
  specification: unknown;
  /** Widths of the base version's network, e.g. "64-16-10"; null: the run began with new layers, or they are not known. */
  baseLabel: string | null;
  taskSlug: string;
  /** As the run reported it, version and all. */
  backend: string;
  zone: string | null;
  /** Of its training, J. */
  energyJoules: number;
  method: MeasurementMethod;
  boundary: MeasurementBoundary | null;
  source: string;
  /** From claim to end, s; null where it took more than one attempt. */
  durationSeconds: number | null;
}

/**
 * The newest runs of a hardware class, as far as they are like the newest of all: by the same backend, method and boundary.
 * Newest first, at most MOST_RUNS.
 */
export function runHistory(db: Database, hardwareClass: string): Promise<HistoryRow[]> {
  return db.$queryRaw<HistoryRow[]>`
    WITH measured AS (
      SELECT run.id, run.experiment_id, run.ended_at, run.started_at, run.attempt, environment.backend, environment.zone,
        energy.value, energy.method, energy.boundary, energy.source
      FROM run
      JOIN environment ON environment.run_id = run.id AND environment.hardware_class = ${hardwareClass}
      JOIN measurement AS energy ON energy.run_id = run.id AND energy.quantity = 'TRAINING_ENERGY'
      WHERE run.state = 'SUCCEEDED' AND run.ended_at IS NOT NULL
      ORDER BY run.ended_at DESC LIMIT ${MOST_RUNS}
    ), newest AS (
      SELECT split_part(backend, ' ', 1) AS backend, method, boundary FROM measured ORDER BY ended_at DESC LIMIT 1
    )
    SELECT measured.id AS "runId", experiment.id AS "experimentId", experiment.specification, experiment.task_slug AS "taskSlug",
      base.report -> 'network' ->> 'label' AS "baseLabel", measured.backend, measured.zone,
      measured.value AS "energyJoules", measured.method, measured.boundary, measured.source,
      CASE WHEN measured.attempt = 1 THEN extract(epoch FROM measured.ended_at - measured.started_at)::float8 END AS "durationSeconds"
    FROM measured
    JOIN newest ON newest.backend = split_part(measured.backend, ' ', 1) AND newest.method = measured.method AND newest.boundary IS NOT DISTINCT FROM measured.boundary
    JOIN experiment ON experiment.id = measured.experiment_id
    LEFT JOIN run AS base ON base.model_version_id = experiment.base_version_id
    ORDER BY measured.ended_at DESC`;
}

export interface KnownMachine {
  hardwareClass: string;
  zone: string | null;
  /** When a worker of the class was last heard of. */
  lastSeenAt: Date;
  /** When a run of the class last succeeded; null: none has. */
  lastRunAt: Date | null;
}

/**
 * Hardware classes of the workers that serve one of these institutions, or all of them; that of the newest run first, then the one heard of last.
 * @param institutionIds whose runs they are to execute; null: every worker's
 */
export function knownMachines(db: Database, institutionIds: string[] | null): Promise<KnownMachine[]> {
  return db.$queryRaw<KnownMachine[]>`
    WITH machine AS (
      SELECT DISTINCT ON (hardware_class) hardware_class, zone, last_seen_at FROM worker
      WHERE ${institutionIds === null} OR institution_id IS NULL OR institution_id = ANY(${institutionIds ?? []})
      ORDER BY hardware_class, last_seen_at DESC
    )
    SELECT machine.hardware_class AS "hardwareClass", machine.zone, machine.last_seen_at AS "lastSeenAt",
      (SELECT run.ended_at FROM run JOIN environment ON environment.run_id = run.id
        WHERE run.state = 'SUCCEEDED' AND run.ended_at IS NOT NULL AND environment.hardware_class = machine.hardware_class
        ORDER BY run.ended_at DESC LIMIT 1) AS "lastRunAt"
    FROM machine ORDER BY "lastRunAt" DESC NULLS LAST, machine.last_seen_at DESC`;
}

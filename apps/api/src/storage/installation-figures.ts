import type { AttemptState, RunState, Writer } from "./db.ts";

/** Attempts that have ended alike since the installation began. */
export interface AttemptTotal {
  outcome: AttemptState;
  /** REPORT, RELEASE or LEASE; UNKNOWN: before it was kept. */
  endedBy: string;
  /** Of the training's figure in the report; UNKNOWN: there was no report. */
  method: string;
  boundary: string;
  attempts: number;
  /** Charged, J: without what they resumed from. */
  energyJoules: number;
}

export interface HeardWorker {
  name: string;
  /** Slug; null: the operator's, which serves every institution. */
  institution: string | null;
  /** Since it asked for work or sent a heartbeat. */
  secondsAgo: number;
}

/** Runs by state; a state that none is in is missing. Reads an index over the states, no rows. */
export async function runsByState(db: Writer): Promise<{ state: RunState; runs: number }[]> {
  return db.$queryRaw`SELECT state, count(*)::int AS runs FROM run GROUP BY state`;
}

/** How long the oldest run waits that a worker may take now, s; null: none waits. Runs of institutions that take no part do not count: no worker helps them. */
export async function oldestQueuedSeconds(db: Writer): Promise<number | null> {
  const [row] = await db.$queryRaw<{ seconds: number | null }[]>`
    SELECT extract(epoch FROM now() - min(run.queued_at))::float8 AS seconds FROM run JOIN institution ON institution.id = run.institution_id
    WHERE run.state = 'QUEUED' AND run.not_before <= now() AND institution.approved_at IS NOT NULL AND institution.suspended_at IS NULL`;
  return row?.seconds ?? null;
}

/** A worker that was not heard of for so long is not told of any more. */
const FORGOTTEN = "1 day";
const MOST_WORKERS = 500;

/** Workers heard of within a day, those heard of last first, 500 at most. One that executes a run asks for none: its heartbeats count. */
export async function heardWorkers(db: Writer): Promise<HeardWorker[]> {
  return db.$queryRaw`
    WITH heard AS (
      SELECT id, last_seen_at AS at FROM worker WHERE last_seen_at > now() - ${FORGOTTEN}::interval
      UNION ALL
      SELECT attempt.worker_id, attempt.heartbeat_at FROM run JOIN attempt ON attempt.run_id = run.id AND attempt.number = run.attempt WHERE run.state = 'RUNNING'
    )
    SELECT worker.name, institution.slug AS institution, GREATEST(0, extract(epoch FROM now() - max(heard.at)))::float8 AS "secondsAgo"
    FROM heard JOIN worker ON worker.id = heard.id LEFT JOIN institution ON institution.id = worker.institution_id
    GROUP BY worker.id, institution.slug ORDER BY max(heard.at) DESC LIMIT ${MOST_WORKERS}`;
}

/** What all attempts that have ended came to; a trigger keeps it. */
export async function attemptTotals(db: Writer): Promise<AttemptTotal[]> {
  return db.$queryRaw`
    SELECT outcome, ended_by AS "endedBy", method, boundary, attempts::float8 AS attempts, energy_joules AS "energyJoules" FROM attempt_total`;
}

/** Bytes of all artifacts and checkpoints, each content once, B. */
export async function storedBytes(db: Writer): Promise<number> {
  const [row] = await db.$queryRaw<{ bytes: number }[]>`SELECT COALESCE(sum(size_bytes), 0)::float8 AS bytes FROM blob`;
  return row?.bytes ?? 0;
}

export interface InstallationFigures {
  runs: Awaited<ReturnType<typeof runsByState>>;
  oldestQueuedSeconds: number | null;
  workers: HeardWorker[];
  attempts: AttemptTotal[];
  storedBytes: number;
}

/** What an operator watches; a handful of statements, none of which reads every run. */
export async function readInstallation(db: Writer): Promise<InstallationFigures> {
  const [runs, oldest, workers, attempts, bytes] = await Promise.all([runsByState(db), oldestQueuedSeconds(db), heardWorkers(db), attemptTotals(db), storedBytes(db)]);
  return { runs, oldestQueuedSeconds: oldest, workers, attempts, storedBytes: bytes };
}

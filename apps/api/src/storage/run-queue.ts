import type { AttemptEnd, AttemptState, RunState, Writer } from "./db.ts";
import { Prisma } from "./db.ts";

/** A worker that is not heard of for so long has lost its run. */
export const LEASE_SECONDS = 60;
const lease = Prisma.sql`now() + make_interval(secs => ${LEASE_SECONDS})`;

/** The database's time, to the millisecond below: claims and leases go by its clock, whatever the API's shows. */
export async function databaseNow(db: Writer): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT date_trunc('milliseconds', now()) AS now`;
  return row!.now;
}

export interface Claim {
  /** Null: any institution's. Else its own runs, and those of projects that name it. */
  institutionId: string | null;
  tokenSha256: string;
  /** Of the worker's row. */
  workerId: string;
  workerName: string;
  backend: string;
  hardwareClass: string;
  zone: string | null;
}

export interface Claimed {
  runId: string;
  number: number;
  leaseUntil: Date;
}

/** `run` is the table; what a claim may take. */
const claimable = (institutionId: string | null) => Prisma.sql`
  run.state = 'QUEUED' AND run.not_before <= now()
  AND NOT EXISTS (SELECT FROM experiment WHERE experiment.id = run.experiment_id AND experiment.deadline <= now())
  AND (${institutionId}::text IS NULL OR run.institution_id = ${institutionId}
    OR EXISTS (SELECT FROM project_institution p WHERE p.project_id = run.project_id AND p.institution_id = ${institutionId} AND p.accepted_at IS NOT NULL))`;

/**
 * Takes the next run in one statement: of the institution furthest below its share, the most urgent, then the oldest. The institution's
 * row is locked meanwhile, so that its cap holds strictly; locked rows are skipped, so that claims never wait for each other.
 * @returns null when nothing was to be had now: the queue is empty, caps are reached, or every row was locked (ask again)
 */
export async function claimNext(db: Writer, claim: Claim): Promise<Claimed | null> {
  const [claimed] = await db.$queryRaw<Claimed[]>`
    WITH chosen AS (
      SELECT institution.id FROM institution
      WHERE institution.running < institution.max_running AND institution.approved_at IS NOT NULL AND institution.suspended_at IS NULL
        AND EXISTS (SELECT FROM run WHERE run.institution_id = institution.id AND ${claimable(claim.institutionId)})
      ORDER BY institution.running / institution.weight, institution.last_claim_at NULLS FIRST
      FOR UPDATE SKIP LOCKED LIMIT 1
    ), next AS (
      SELECT run.id FROM run JOIN chosen ON run.institution_id = chosen.id
      WHERE ${claimable(claim.institutionId)}
      ORDER BY run.priority DESC, run.queued_at, run.experiment_id, run.position
      FOR UPDATE OF run SKIP LOCKED LIMIT 1
    ), counted AS (
      UPDATE institution SET running = institution.running + 1, last_claim_at = clock_timestamp() FROM chosen, next WHERE institution.id = chosen.id
    ), claimed AS (
      UPDATE run SET state = 'RUNNING', attempt = run.attempt + 1, attempt_events = 0, lease_until = ${lease},
        started_at = COALESCE(run.started_at, now()), last_sequence = run.last_sequence + 1
      FROM next WHERE run.id = next.id
      RETURNING run.id, run.attempt, run.lease_until, run.last_sequence
    ), tried AS (
      INSERT INTO attempt (run_id, number, token_sha256, worker_id, worker_name, backend, hardware_class, zone, start_energy_joules)
      SELECT id, attempt, ${claim.tokenSha256}, ${claim.workerId}, ${claim.workerName}, ${claim.backend}, ${claim.hardwareClass}, ${claim.zone}::text,
        COALESCE((SELECT energy_joules FROM checkpoint WHERE run_id = claimed.id ORDER BY step DESC LIMIT 1), 0)
      FROM claimed
    ), told AS (
      INSERT INTO run_event (run_id, sequence, at, kind, message) SELECT id, last_sequence, now(), 'STATE', 'RUNNING' FROM claimed
    )
    SELECT id AS "runId", attempt AS number, lease_until AS "leaseUntil" FROM claimed`;
  return claimed ?? null;
}

/** Whether a claim could find something, should it not be locked or capped. */
export async function hasClaimable(db: Writer, institutionId: string | null): Promise<boolean> {
  const [row] = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT FROM run JOIN institution ON institution.id = run.institution_id
      WHERE institution.running < institution.max_running AND institution.approved_at IS NOT NULL AND institution.suspended_at IS NULL AND ${claimable(institutionId)}) AS found`;
  return row?.found ?? false;
}

/** Which attempt writes, and the proof that it may. */
export interface Fence {
  runId: string;
  number: number;
  tokenSha256: string;
}

/** A condition on `run` that only its current attempt meets. Every write of a worker carries one, in its own statement. */
export type Fenced = Prisma.Sql;

export const byToken = ({ runId, number, tokenSha256 }: Fence): Fenced => Prisma.sql`
  run.id = ${runId} AND run.attempt = ${number}::int AND run.state = 'RUNNING'
  AND EXISTS (SELECT FROM attempt WHERE attempt.run_id = run.id AND attempt.number = run.attempt AND attempt.state = 'RUNNING' AND attempt.token_sha256 = ${tokenSha256})`;

/** For the sweeper: only while the lease is over. */
export const byExpiry = (runId: string, number: number): Fenced => Prisma.sql`
  run.id = ${runId} AND run.attempt = ${number}::int AND run.state = 'RUNNING' AND run.lease_until < now()`;

export interface Progress {
  step: number | null;
  totalSteps: number | null;
  epoch: number | null;
  etaSeconds: number | null;
  /** So far, J, with what the attempt resumed from. */
  energyJoules: number | null;
  backend: string | null;
}

export interface Beat {
  leaseUntil: Date;
  experimentId: string;
  cancelRequested: boolean;
}

/** Prolongs the lease and keeps the progress. Null: the fence did not hold. */
export async function beat(db: Writer, fenced: Fenced, progress: Progress): Promise<Beat | null> {
  const [row] = await db.$queryRaw<Beat[]>`
    WITH beaten AS (
      UPDATE run SET lease_until = ${lease}, step = COALESCE(${progress.step}::int, run.step), total_steps = COALESCE(${progress.totalSteps}::int, run.total_steps),
        epoch = COALESCE(${progress.epoch}::int, run.epoch), eta_seconds = COALESCE(${progress.etaSeconds}::float8, run.eta_seconds)
      WHERE ${fenced}
      RETURNING run.id, run.attempt, run.lease_until, run.experiment_id, run.cancel_requested_at
    ), heard AS (
      UPDATE attempt SET heartbeat_at = now(), energy_joules = GREATEST(attempt.energy_joules, ${progress.energyJoules}::float8), backend = COALESCE(${progress.backend}::text, attempt.backend)
      FROM beaten WHERE attempt.run_id = beaten.id AND attempt.number = beaten.attempt
    )
    SELECT lease_until AS "leaseUntil", experiment_id AS "experimentId", cancel_requested_at IS NOT NULL AS "cancelRequested" FROM beaten`;
  return row ?? null;
}

export interface EndOfAttempt {
  attempt: Exclude<AttemptState, "RUNNING">;
  by: AttemptEnd;
  /** QUEUED: it will be tried again, after so many seconds. */
  run: Exclude<RunState, "RUNNING">;
  waitSeconds?: number;
  failure: { code: string; message: string } | null;
  /** So far, J, as reported at the end; null: what was heard last holds. */
  energyJoules: number | null;
}

export interface Ended {
  runId: string;
  experimentId: string;
  institutionId: string;
}

/**
 * Ends the attempt, gives the run its next state and its institution a place back, in one statement.
 * Of a lost attempt, what it used since the checkpoint that the next one resumes from is lost energy.
 * @returns null: the fence did not hold, and nothing was written
 */
export async function endAttempt(db: Writer, fenced: Fenced, end: EndOfAttempt): Promise<Ended | null> {
  const over = end.run !== "QUEUED";
  const [row] = await db.$queryRaw<Ended[]>`
    WITH before AS (
      SELECT run.id, GREATEST(attempt.energy_joules, ${end.energyJoules}::float8) AS energy,
        COALESCE((SELECT energy_joules FROM checkpoint WHERE run_id = run.id ORDER BY step DESC LIMIT 1), 0) AS kept
      FROM run JOIN attempt ON attempt.run_id = run.id AND attempt.number = run.attempt WHERE ${fenced}
    ), ended AS (
      UPDATE run SET state = ${end.run}::"RunState", lease_until = NULL, ended_at = CASE WHEN ${over} THEN now() END, last_sequence = run.last_sequence + 1,
        not_before = now() + make_interval(secs => ${end.waitSeconds ?? 0}::float8), eta_seconds = NULL,
        failure_code = CASE WHEN ${over} THEN ${end.failure?.code ?? null}::text END, failure_message = CASE WHEN ${over} THEN ${end.failure?.message ?? null}::text END,
        lost_energy_joules = COALESCE(run.lost_energy_joules, 0) + CASE WHEN ${end.attempt === "LOST"} THEN GREATEST(0, before.energy - before.kept) ELSE 0 END
      FROM before WHERE run.id = before.id AND ${fenced}
      RETURNING run.id, run.attempt, run.experiment_id, run.institution_id, run.last_sequence, run.state, before.energy
    ), tried AS (
      UPDATE attempt SET state = ${end.attempt}::"AttemptState", ended_by = ${end.by}::"AttemptEnd", ended_at = now(), energy_joules = ended.energy,
        failure_code = ${end.failure?.code ?? null}::text, failure_message = ${end.failure?.message ?? null}::text
      FROM ended WHERE attempt.run_id = ended.id AND attempt.number = ended.attempt
    ), counted AS (
      UPDATE institution SET running = GREATEST(0, institution.running - 1) FROM ended WHERE institution.id = ended.institution_id
    ), told AS (
      INSERT INTO run_event (run_id, sequence, at, kind, message) SELECT id, last_sequence, now(), 'STATE', state::text FROM ended
    )
    SELECT id AS "runId", experiment_id AS "experimentId", institution_id AS "institutionId" FROM ended`;
  return row ?? null;
}

/** Ends queued runs without an attempt: cancelled, or never to be had within their budget. @returns their ids */
export async function endQueued(db: Writer, which: Prisma.Sql, end: { state: "CANCELLED" | "FAILED"; failure: { code: string; message: string } | null }): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH ended AS (
      UPDATE run SET state = ${end.state}::"RunState", ended_at = now(), last_sequence = run.last_sequence + 1,
        failure_code = ${end.failure?.code ?? null}::text, failure_message = ${end.failure?.message ?? null}::text
      WHERE run.state = 'QUEUED' AND ${which}
      RETURNING run.id, run.last_sequence, run.state
    ), told AS (
      INSERT INTO run_event (run_id, sequence, at, kind, message) SELECT id, last_sequence, now(), 'STATE', state::text FROM ended
    )
    SELECT id FROM ended`;
  return rows.map(({ id }) => id);
}

/** Queues a run again that failed or was cancelled; what its report said goes, what its attempts used stays. False: it is neither. */
export async function queueAgain(tx: Writer, runId: string): Promise<boolean> {
  const count = await tx.$executeRaw`
    WITH again AS (
      UPDATE run SET state = 'QUEUED', queued_at = now(), not_before = now(), ended_at = NULL, cancel_requested_at = NULL, retried_at = attempt,
        failure_code = NULL, failure_message = NULL, report = NULL, last_sequence = run.last_sequence + 1,
        -- What a lost attempt used was added when it was lost.
        lost_energy_joules = COALESCE(run.lost_energy_joules, 0) + GREATEST(0,
          COALESCE((SELECT energy_joules FROM attempt WHERE attempt.run_id = run.id AND attempt.number = run.attempt AND attempt.state <> 'LOST'), 0)
          - COALESCE((SELECT energy_joules FROM checkpoint WHERE checkpoint.run_id = run.id ORDER BY step DESC LIMIT 1), 0))
      WHERE run.id = ${runId} AND run.state IN ('FAILED', 'CANCELLED')
      RETURNING run.id, run.last_sequence
    )
    INSERT INTO run_event (run_id, sequence, at, kind, message) SELECT id, last_sequence, now(), 'STATE', 'QUEUED' FROM again`;
  if (count === 0) return false;
  const ofRun = { where: { runId } };
  await tx.measurement.deleteMany(ofRun);
  await tx.metric.deleteMany(ofRun);
  await tx.environment.deleteMany(ofRun);
  await tx.artifact.deleteMany(ofRun);
  return true;
}

/** Runs whose lease is over, oldest first. */
export async function expiredLeases(db: Writer, limit: number): Promise<{ runId: string; number: number; attempts: number }[]> {
  return db.$queryRaw`SELECT id AS "runId", attempt AS number, attempt AS attempts FROM run WHERE state = 'RUNNING' AND lease_until < now() ORDER BY lease_until LIMIT ${limit}`;
}

/** Counts the running runs of an institution anew, while no claim can pass. */
export async function recountRunning(tx: Writer, institutionId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM institution WHERE id = ${institutionId} FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE institution SET running = counted.running FROM (SELECT count(*)::int AS running FROM run WHERE institution_id = ${institutionId} AND state = 'RUNNING') AS counted
    WHERE institution.id = ${institutionId} AND institution.running <> counted.running`;
}

import type { RunEvent, RunEventKind, Writer } from "./db.ts";
import type { Fenced } from "./run-queue.ts";

export interface NewRunEvent {
  at: Date;
  kind: RunEventKind;
  step?: number | null;
  epoch?: number | null;
  values: { name: string; value: number }[];
  message?: string | null;
}

/**
 * Stores an attempt's events from number `firstIndex` on, each once, however often it is sent. Sequence numbers are given under the lock
 * of the run's row, held until commit: who sees number n sees all before it.
 * @returns how many events of the attempt are stored now; null: the fence did not hold, or events before firstIndex are missing
 */
export async function appendEvents(db: Writer, fenced: Fenced, firstIndex: number, events: NewRunEvent[]): Promise<number | null> {
  const latest = events.findLast(({ step }) => step !== null && step !== undefined);
  const energies = events.flatMap(({ values }) => values.filter(({ name }) => name === "energyJoules").map(({ value }) => value));
  const energyJoules = energies.length > 0 ? Math.max(...energies) : null;
  const rows = events.map(({ at, kind, step = null, epoch = null, values, message = null }, index) => ({ attempt_index: firstIndex + index, at, kind, step, epoch, values, message }));
  const [row] = await db.$queryRaw<{ received: number }[]>`
    WITH counted AS (
      UPDATE run SET last_sequence = run.last_sequence + GREATEST(0, ${firstIndex + events.length}::int - run.attempt_events),
        attempt_events = GREATEST(run.attempt_events, ${firstIndex + events.length}::int),
        step = COALESCE(${latest?.step ?? null}::int, run.step), epoch = COALESCE(${latest?.epoch ?? null}::int, run.epoch)
      WHERE ${fenced} AND ${firstIndex}::int <= run.attempt_events
      RETURNING run.id, run.attempt, run.attempt_events, run.last_sequence
    ), heard AS (
      UPDATE attempt SET energy_joules = GREATEST(attempt.energy_joules, ${energyJoules}::float8) FROM counted WHERE attempt.run_id = counted.id AND attempt.number = counted.attempt
    ), stored AS (
      INSERT INTO run_event (run_id, sequence, at, kind, step, epoch, values, message, attempt, attempt_index)
      SELECT counted.id, counted.last_sequence - (counted.attempt_events - 1 - event.attempt_index), event.at, event.kind::"RunEventKind", event.step, event.epoch, event.values, event.message, counted.attempt, event.attempt_index
      FROM counted, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS event (attempt_index int, at timestamptz, kind text, step int, epoch int, values jsonb, message text)
      ON CONFLICT DO NOTHING -- sent before
    )
    SELECT attempt_events AS received FROM counted`;
  return row?.received ?? null;
}

/** Events after a sequence number, in order. */
export async function eventsAfter(db: Writer, runId: string, after: number, limit: number): Promise<RunEvent[]> {
  return db.runEvent.findMany({ where: { runId, sequence: { gt: after } }, orderBy: { sequence: "asc" }, take: limit });
}

/** The newest events, oldest first. */
export async function newestEvents(db: Writer, runId: string, last: number): Promise<RunEvent[]> {
  return (await db.runEvent.findMany({ where: { runId }, orderBy: { sequence: "desc" }, take: last })).toReversed();
}

import type { StoredBlob } from "./blobs/blob-store.ts";
import type { Writer } from "./db.ts";
import type { Fenced } from "./run-queue.ts";

/** Keeps a blob that may be there from being collected meanwhile; waits for a collection of it that has begun. Before its bytes are written again. */
export async function touchBlob(db: Writer, sha256: string): Promise<void> {
  await db.blob.updateMany({ where: { sha256 }, data: { createdAt: new Date() } });
}

export async function keepBlob(db: Writer, { sha256, sizeBytes, mediaType }: StoredBlob & { mediaType: string }): Promise<void> {
  await db.blob.createMany({ data: [{ sha256, sizeBytes, mediaType }], skipDuplicates: true });
}

/** Notes an upload of the current attempt, in one fenced statement. False: the fence did not hold. */
export async function attachUpload(db: Writer, fenced: Fenced, { name, sha256 }: { name: string; sha256: string }): Promise<boolean> {
  const count = await db.$executeRaw`
    INSERT INTO attempt_upload (run_id, number, name, sha256) SELECT run.id, run.attempt, ${name}, ${sha256} FROM run WHERE ${fenced} FOR NO KEY UPDATE OF run
    ON CONFLICT (run_id, number, name) DO UPDATE SET sha256 = excluded.sha256`;
  return count > 0;
}

/** The newest two are kept: one may be broken by what ended the attempt. */
const KEPT = 2;

export interface NewCheckpoint extends StoredBlob {
  step: number;
  energyJoules: number;
}

/** Notes a checkpoint of the current attempt and forgets those it supersedes, in one fenced statement each. False: the fence did not hold. */
export async function attachCheckpoint(db: Writer, fenced: Fenced, { step, energyJoules, sha256, sizeBytes }: NewCheckpoint): Promise<boolean> {
  const rows = await db.$queryRaw<{ runId: string }[]>`
    WITH current AS (
      SELECT run.id, run.attempt FROM run WHERE ${fenced} FOR NO KEY UPDATE OF run
    ), heard AS (
      UPDATE attempt SET energy_joules = GREATEST(attempt.energy_joules, ${energyJoules}::float8) FROM current WHERE attempt.run_id = current.id AND attempt.number = current.attempt
    )
    INSERT INTO checkpoint (id, run_id, attempt, step, energy_joules, sha256, size_bytes)
    SELECT gen_random_uuid()::text, id, attempt, ${step}::int, ${energyJoules}::float8, ${sha256}, ${sizeBytes}::bigint FROM current
    ON CONFLICT (run_id, attempt, step) DO UPDATE SET sha256 = excluded.sha256, size_bytes = excluded.size_bytes, energy_joules = excluded.energy_joules
    RETURNING run_id AS "runId"`;
  const [row] = rows;
  if (!row) return false;
  await db.$executeRaw`
    DELETE FROM checkpoint WHERE run_id = ${row.runId} AND id NOT IN (SELECT id FROM checkpoint WHERE run_id = ${row.runId} ORDER BY step DESC, created_at DESC LIMIT ${KEPT})`;
  return true;
}

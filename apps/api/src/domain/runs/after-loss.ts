import type { Run, Writer } from "../../storage/db.ts";
import type { EndOfAttempt } from "../../storage/run-queue.ts";
import { budgetFailure, exhausted, spendingOf } from "./budget.ts";

/** Attempts that a run may lose. */
export const MAX_ATTEMPTS = 5;
/** After each lost attempt but the first, so much longer, so that a run which kills its worker does not keep all workers busy dying. */
const WAIT_SECONDS = 5;

/** What becomes of a run whose attempt ended without a report: cancelled if that was asked for, failed if it may not go on, else queued with its last checkpoint. */
export async function afterLoss(tx: Writer, run: Pick<Run, "experimentId" | "attempt" | "retriedAt" | "cancelRequestedAt">, { by, reason }: { by: EndOfAttempt["by"]; reason: string }, now: Date): Promise<EndOfAttempt> {
  const lost = { code: "LOST", message: reason };
  if (run.cancelRequestedAt) return { attempt: "CANCELLED", by, run: "CANCELLED", failure: null, energyJoules: null };
  const why = exhausted(await spendingOf(tx, run.experimentId), now);
  if (why) return { attempt: "FAILED", by, run: "FAILED", failure: budgetFailure(why), energyJoules: null };
  const lostAttempts = run.attempt - run.retriedAt;
  if (lostAttempts >= MAX_ATTEMPTS) {
    return { attempt: "LOST", by, run: "FAILED", failure: { code: "ATTEMPTS_EXHAUSTED", message: `${MAX_ATTEMPTS} attempts were lost; the last: ${reason}` }, energyJoules: null };
  }
  return { attempt: "LOST", by, run: "QUEUED", waitSeconds: (lostAttempts - 1) * WAIT_SECONDS, failure: lost, energyJoules: null };
}

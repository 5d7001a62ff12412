import type { Run } from "../../storage/db.ts";
import { endAttempt } from "../../storage/run-queue.ts";
import type { Context } from "../context.ts";
import { readEnergyRecord, storeEnergyRecord } from "../energy-record.ts";
import { storable } from "../input.ts";
import { afterLoss } from "./after-loss.ts";
import { fencedBy, requireCurrent, stale } from "./attempt.ts";
import type { AttemptRef } from "./attempt.ts";
import { failUnaffordable } from "./budget.ts";

/**
 * Gives a run back without a report: the child died, the worker stops, or it was told to.
 * @param energyRecord what the meters recorded up to the last checkpoint, packages/energy's record
 * @throws StaleAttempt, InvalidInput
 */
export async function releaseRun(ctx: Context, { attempt, reason, energyRecord }: { attempt: AttemptRef; reason: string; energyRecord?: unknown }): Promise<Run> {
  const current = await requireCurrent(ctx, attempt);
  const record = readEnergyRecord(energyRecord);
  const failed = await ctx.db.$transaction(async (tx) => {
    const end = await afterLoss(tx, current, { by: "RELEASE", reason: storable(reason.slice(0, 1_000)) }, ctx.now());
    const ended = await endAttempt(tx, fencedBy(attempt), { ...end, energyJoules: record?.energy?.value ?? null }); // it may know of joules that no heartbeat told
    if (!ended) throw stale(attempt);
    await storeEnergyRecord(tx, attempt, record);
    return failUnaffordable(tx, ended.experimentId, ctx.now());
  });
  for (const id of new Set([attempt.runId, ...failed])) ctx.outbox.announce(id);
  return ctx.db.run.findUniqueOrThrow({ where: { id: attempt.runId } });
}

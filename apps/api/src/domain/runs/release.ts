import type { Run } from "../../storage/db.ts";
import { endAttempt } from "../../storage/run-queue.ts";
import type { Context } from "../context.ts";
import { storable } from "../input.ts";
import { afterLoss } from "./after-loss.ts";
import { fencedBy, requireCurrent, stale } from "./attempt.ts";
import type { AttemptRef } from "./attempt.ts";
import { failUnaffordable } from "./budget.ts";

/**
 * Gives a run back without a report: the child died, the worker stops, or it was told to.
 * @throws StaleAttempt
 */
export async function releaseRun(ctx: Context, { attempt, reason }: { attempt: AttemptRef; reason: string }): Promise<Run> {
  const current = await requireCurrent(ctx, attempt);
  const failed = await ctx.db.$transaction(async (tx) => {
    const ended = await endAttempt(tx, fencedBy(attempt), await afterLoss(tx, current, { by: "RELEASE", reason: storable(reason.slice(0, 1_000)) }, ctx.now()));
    if (!ended) throw stale(attempt);
    return failUnaffordable(tx, ended.experimentId, ctx.now());
  });
  for (const id of new Set([attempt.runId, ...failed])) ctx.outbox.announce(id);
  return ctx.db.run.findUniqueOrThrow({ where: { id: attempt.runId } });
}

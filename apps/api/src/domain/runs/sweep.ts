import { byExpiry, endAttempt, expiredLeases } from "../../storage/run-queue.ts";
import type { Context } from "../context.ts";
import { afterLoss } from "./after-loss.ts";
import { failOverdue, failUnaffordable } from "./budget.ts";

const AT_ONCE = 100;

/** Ends attempts whose lease is over and queues their runs again; fails queued runs whose deadline has passed. The API does it every 5 s; several at once do no harm. */
export async function sweepLeases(ctx: Omit<Context, "actor">): Promise<{ lost: number; failed: number }> {
  let lost = 0;
  const changed = new Set<string>();
  for (const { runId, number } of await expiredLeases(ctx.db, AT_ONCE)) {
    await ctx.db.$transaction(async (tx) => {
      const run = await tx.run.findUniqueOrThrow({ where: { id: runId } });
      const ended = await endAttempt(tx, byExpiry(runId, number), await afterLoss(tx, run, { by: "LEASE", reason: "The worker was not heard of within its lease." }, ctx.now()));
      if (!ended) return; // it was heard of meanwhile, or another process swept it
      lost += 1;
      ctx.log.warn({ runId, attempt: number }, "an attempt lost its lease");
      for (const id of [runId, ...(await failUnaffordable(tx, ended.experimentId, ctx.now()))]) changed.add(id);
    });
  }
  const failed = await failOverdue(ctx.db);
  for (const id of [...changed, ...failed]) ctx.outbox.announce(id);
  return { lost, failed: failed.length };
}

import type { Run } from "../../storage/db.ts";
import { queueAgain } from "../../storage/run-queue.ts";
import { holdsIn, visibleRuns } from "../access.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { BudgetExceeded, Conflict, NotAllowed, NotFound, QuotaExceeded } from "../errors.ts";
import { encodeGlobalId } from "../global-id.ts";
import { budgetFailure, exhausted, spendingOf } from "./budget.ts";

/**
 * Queues a run again that failed or was cancelled: it goes on from its last checkpoint, where that was kept, and what earlier attempts used
 * stays charged. For researchers of its institution.
 * @param runId UUID
 * @throws NotFound, NotAllowed, Conflict where it has not failed, BudgetExceeded, QuotaExceeded
 */
export async function retryRun(ctx: Context, runId: string): Promise<Run> {
  const name = encodeGlobalId("Run", runId);
  const run = await ctx.db.run.findFirst({ where: { AND: [{ id: runId }, visibleRuns(ctx.actor)] }, include: { institution: true } });
  if (!run) throw new NotFound("run", name, ["run"]);
  if (!holdsIn(ctx.actor, run.institutionId, "RESEARCHER", "submit")) throw new NotAllowed("Only researchers of its institution try a run again.", ["run"]);
  await ctx.db.$transaction(async (tx) => {
    const why = exhausted(await spendingOf(tx, run.experimentId), ctx.now());
    if (why) throw new BudgetExceeded(budgetFailure(why).message, ["run"]);
    const queued = await tx.run.count({ where: { institutionId: run.institutionId, state: "QUEUED" } });
    if (queued >= run.institution.maxQueued) throw new QuotaExceeded(`${run.institution.name} has ${queued} queued runs of ${run.institution.maxQueued} at most.`);
    if (!(await queueAgain(tx, runId))) throw new Conflict(`Run ${name} is ${run.state}: only one that failed or was cancelled is tried again.`, ["run"]);
    await audit(tx, ctx, "run.retry", { type: "Run", id: runId });
  });
  ctx.outbox.announce(runId);
  return ctx.db.run.findUniqueOrThrow({ where: { id: runId } });
}

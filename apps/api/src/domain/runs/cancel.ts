import { Prisma } from "../../storage/db.ts";
import type { Run } from "../../storage/db.ts";
import { endQueued } from "../../storage/run-queue.ts";
import { holdsIn, visibleRuns } from "../access.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { Conflict, NotAllowed, NotFound } from "../errors.ts";
import { encodeGlobalId } from "../global-id.ts";

/**
 * Cancels a queued run at once; a running one at its worker's next heartbeat, unless it ends before. Researchers of its institution only.
 * @param runId UUID
 * @throws NotFound, NotAllowed, Conflict when it is over
 */
export async function cancelRun(ctx: Context, runId: string): Promise<Run> {
  const name = encodeGlobalId("Run", runId);
  const run = await ctx.db.run.findFirst({ where: { AND: [{ id: runId }, visibleRuns(ctx.actor)] } });
  if (!run) throw new NotFound("run", name, ["run"]);
  if (!holdsIn(ctx.actor, run.institutionId, "RESEARCHER", "submit")) throw new NotAllowed("Only researchers of its institution cancel a run.", ["run"]);
  const cancelled = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.run.updateMany({ where: { id: runId, state: { in: ["QUEUED", "RUNNING"] } }, data: { cancelRequestedAt: run.cancelRequestedAt ?? ctx.now() } });
    if (count === 0) return false;
    await endQueued(tx, Prisma.sql`run.id = ${runId}`, { state: "CANCELLED", failure: null }); // a running one ends at a heartbeat
    await audit(tx, ctx, "run.cancel", { type: "Run", id: runId });
    return true;
  });
  const now = await ctx.db.run.findUniqueOrThrow({ where: { id: runId } });
  if (!cancelled) throw new Conflict(`Run ${name} is over: ${now.state}.`, ["run"]);
  ctx.outbox.announce(runId);
  return now;
}

import type { Run } from "../../storage/db.ts";
import type { Context } from "../context.ts";

/** A worker that asked for work within this time is there. It asks every second or so. */
const SEEN_MS = 60_000;

/** Why a queued run has not started, in one sentence; null once it runs. */
export async function waitingBecause(ctx: Context, run: Run): Promise<string | null> {
  if (run.state !== "QUEUED") return null;
  const institution = await ctx.db.institution.findUniqueOrThrow({ where: { id: run.institutionId } });
  if (institution.suspendedAt !== null) return `${institution.name} is suspended by the operator; its runs wait.`;
  const named = (await ctx.db.projectInstitution.findMany({ where: { projectId: run.projectId, acceptedAt: { not: null } }, select: { institutionId: true } })).map(({ institutionId }) => institutionId);
  const since = new Date(ctx.now().getTime() - SEEN_MS);
  const workers = await ctx.db.worker.count({ where: { lastSeenAt: { gte: since }, OR: [{ institutionId: null }, { institutionId: { in: [run.institutionId, ...named] } }] } });
  if (workers === 0) return "No worker that may execute it has asked for work within the last minute.";
  if (run.attempt > 0 && run.notBefore > ctx.now()) return `Its last attempt was lost; it is tried again from ${run.notBefore.toISOString()} on.`;
  if (institution.running >= institution.maxRunning) return `${institution.name} has ${institution.running} runs at work, as many as it may.`;
  const before = await ctx.db.run.count({ where: { state: "QUEUED", institutionId: run.institutionId, queuedAt: { lt: run.queuedAt } } });
  return before > 0 ? `${before} queued runs of ${institution.name} are older.` : "It is next in its institution's queue.";
}

import { recountRunning } from "../storage/run-queue.ts";
import type { Context } from "./context.ts";

/** A blob that nothing names is kept so long: what names it may be about to be written. */
const GUARD_HOURS = 24;
const AT_ONCE = 200;

/**
 * Repairs and collects: the counts of running runs, checkpoints of runs that are over, uploads of attempts that are over, blobs that nothing
 * names. The API does it every few minutes; several at once do no harm.
 */
export async function tidyUp(ctx: Omit<Context, "actor">, { guardHours = GUARD_HOURS }: { guardHours?: number } = {}): Promise<{ checkpoints: number; blobs: number }> {
  for (const { id } of await ctx.db.institution.findMany({ select: { id: true } })) await ctx.db.$transaction((tx) => recountRunning(tx, id));
  const { count: checkpoints } = await ctx.db.checkpoint.deleteMany({ where: { run: { state: { in: ["SUCCEEDED", "FAILED", "CANCELLED"] } } } });
  await ctx.db.attemptUpload.deleteMany({ where: { attempt: { state: { not: "RUNNING" } } } });
  const before = new Date(ctx.now().getTime() - guardHours * 3_600_000);
  const unnamed = { createdAt: { lt: before }, artifacts: { none: {} }, checkpoints: { none: {} }, uploads: { none: {} } };
  let blobs = 0;
  for (const { sha256 } of await ctx.db.blob.findMany({ where: unnamed, select: { sha256: true }, take: AT_ONCE })) {
    blobs += await ctx.db.$transaction(async (tx) => {
      // Locked while its bytes go: an upload of the same bytes waits here, and writes them after.
      await tx.$queryRaw`SELECT sha256 FROM blob WHERE sha256 = ${sha256} FOR UPDATE`;
      const { count } = await tx.blob.deleteMany({ where: { AND: [{ sha256 }, unnamed] } });
      if (count > 0) await ctx.blobs.delete(sha256);
      return count;
    });
  }
  return { checkpoints, blobs };
}

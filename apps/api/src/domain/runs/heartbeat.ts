import { z } from "zod";
import { beat } from "../../storage/run-queue.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../input.ts";
import { fencedBy, stale } from "./attempt.ts";
import type { AttemptRef } from "./attempt.ts";
import { exhausted, spendingOf } from "./budget.ts";
import type { Exhausted } from "./budget.ts";

const count = z.int().min(0).max(2_147_483_647).nullish();
const schema = z.object({ step: count, totalSteps: count, epoch: count, etaSeconds: z.number().min(0).nullish(), energyJoules: z.number().min(0).nullish(), backend: z.string().max(200).nullish() });

export interface Heartbeat extends z.input<typeof schema> {
  attempt: AttemptRef;
}
export type StopReason = "CANCELLED" | Exhausted;

/**
 * Prolongs the lease to 60 s from now, keeps the progress, and says whether to stop.
 * @throws StaleAttempt
 */
export async function heartbeat(ctx: Context, { attempt, ...input }: Heartbeat): Promise<{ leaseUntil: Date; stop: StopReason | null }> {
  const { step = null, totalSteps = null, epoch = null, etaSeconds = null, energyJoules = null, backend = null } = parseInput(schema, input);
  const heard = await beat(ctx.db, fencedBy(attempt), { step, totalSteps, epoch, etaSeconds, energyJoules, backend });
  if (!heard) throw stale(attempt);
  const stop = heard.cancelRequested ? "CANCELLED" : exhausted(await spendingOf(ctx.db, heard.experimentId), ctx.now());
  return { leaseUntil: heard.leaseUntil, stop };
}

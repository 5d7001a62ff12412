import type { Run } from "../../storage/db.ts";
import { byToken } from "../../storage/run-queue.ts";
import type { Fence, Fenced } from "../../storage/run-queue.ts";
import type { Context } from "../context.ts";
import { StaleAttempt } from "../errors.ts";
import { encodeGlobalId } from "../global-id.ts";
import { sha256Of } from "../sha256.ts";

/** How a worker names its attempt; the token proves that it is its own. */
export interface AttemptRef {
  /** UUID. */
  runId: string;
  number: number;
  token: string;
}

export const fenceOf = ({ runId, number, token }: AttemptRef): Fence => ({ runId, number, tokenSha256: sha256Of(token) });
export const fencedBy = (attempt: AttemptRef): Fenced => byToken(fenceOf(attempt));
export const stale = ({ runId, number }: AttemptRef): StaleAttempt => new StaleAttempt(encodeGlobalId("Run", runId), number);

/** The run, while the attempt is its current one. @throws StaleAttempt */
export async function requireCurrent(ctx: Context, attempt: AttemptRef): Promise<Run> {
  const { runId, number, tokenSha256 } = fenceOf(attempt);
  const run = await ctx.db.run.findFirst({ where: { id: runId, attempt: number, state: "RUNNING", attempts: { some: { number, tokenSha256, state: "RUNNING" } } } });
  if (!run) throw stale(attempt);
  return run;
}

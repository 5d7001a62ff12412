import type { Run, RunEvent, RunState } from "../storage/db.ts";
import { eventsAfter, newestEvents } from "../storage/run-events.ts";
import { visibleRuns } from "./access.ts";
import type { Context } from "./context.ts";
import { NotFound } from "./errors.ts";

const BATCH = 500;
const ended = new Set<RunState>(["SUCCEEDED", "FAILED", "CANCELLED"]);
export const isOver = ({ state }: Pick<Run, "state">): boolean => ended.has(state);

/** The newest events of a run that the caller was allowed to read, oldest first. */
export const recentEvents = (ctx: Context, runId: string, last: number): Promise<RunEvent[]> => newestEvents(ctx.db, runId, last);

/**
 * Events after the sequence number given, then those that come, each once and in order; ends after the last event of a run that is over,
 * or when the signal fires.
 * @throws NotFound where the run may not be seen
 */
export async function* followRunEvents(ctx: Context, runId: string, after: number, signal: AbortSignal): AsyncGenerator<RunEvent, void, undefined> {
  const run = await ctx.db.run.findFirst({ where: { AND: [{ id: runId }, visibleRuns(ctx.actor)] }, select: { id: true } });
  if (!run) throw new NotFound("run", runId, ["id"]);
  const bell = newBell(signal);
  const unfollow = ctx.outbox.follow(runId, bell.ring);
  try {
    for (let last = after; !signal.aborted; ) {
      // Read before the events: what is written after this read is read in the next round, for its end rings the bell.
      const current = await ctx.db.run.findUnique({ where: { id: runId }, select: { state: true, lastSequence: true } });
      if (!current) return; // removed with the demo data
      const events = await eventsAfter(ctx.db, runId, last, BATCH);
      for (const event of events) {
        if (signal.aborted) return;
        yield event;
        last = event.sequence;
      }
      if (isOver(current) && last >= current.lastSequence) return;
      if (events.length < BATCH) await bell.rung();
    }
  } finally {
    unfollow();
    bell.dispose();
  }
}

/** Rings are kept: one that comes while nobody waits ends the next wait at once. */
function newBell(signal: AbortSignal) {
  let pending = false;
  let wake: (() => void) | null = null;
  const ring = (): void => {
    pending = true;
    wake?.();
  };
  signal.addEventListener("abort", ring);
  return {
    ring,
    async rung(): Promise<void> {
      if (!pending) await new Promise<void>((resolve) => (wake = resolve));
      pending = false;
      wake = null;
    },
    dispose: () => signal.removeEventListener("abort", ring),
  };
}

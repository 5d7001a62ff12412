import { z } from "zod";
import { appendEvents } from "../../storage/run-events.ts";
import type { Context } from "../context.ts";
import { InvalidInput } from "../errors.ts";
import { parseInput, storable } from "../input.ts";
import { fencedBy, requireCurrent } from "./attempt.ts";
import type { AttemptRef } from "./attempt.ts";

const count = z.int().min(0).max(2_147_483_647);
const schema = z.object({
  firstIndex: count,
  events: z
    .array(
      z.object({
        at: z.date(),
        kind: z.enum(["STATE", "PROGRESS", "METRIC", "LOG", "ENERGY", "CHECKPOINT"]),
        step: count.nullish(),
        epoch: count.nullish(),
        values: z.array(z.object({ name: z.string().max(100), value: z.number() })).max(50),
        message: z.string().max(4_000, "A message has at most 4,000 characters.").nullish(),
      }),
    )
    .max(1_000, "At most 1,000 events at once."),
});
export interface AppendRunEvents extends z.input<typeof schema> {
  attempt: AttemptRef;
}

/**
 * Stores events of an attempt. Events sent again are not stored twice; events after a gap are refused, and the answer says from where.
 * @returns how many of the attempt are stored now
 * @throws StaleAttempt, InvalidInput
 */
export async function appendRunEvents(ctx: Context, { attempt, ...input }: AppendRunEvents): Promise<{ received: number }> {
  const sent = input.events.map(({ message, ...event }) => ({ ...event, message: message ? storable(message) : null }));
  const { firstIndex, events } = parseInput(schema, { ...input, events: sent });
  const received = await appendEvents(ctx.db, fencedBy(attempt), firstIndex, events);
  if (received === null) {
    const { attemptEvents } = await requireCurrent(ctx, attempt);
    throw new InvalidInput([{ message: `Events ${attemptEvents} to ${firstIndex - 1} of this attempt have not come yet.`, path: ["firstIndex"] }]);
  }
  ctx.outbox.announce(attempt.runId);
  return { received };
}

import type { Writer } from "../storage/db.ts";
import { actorName } from "./access.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Context } from "./context.ts";
import { IdempotencyConflict } from "./errors.ts";
import { sha256Of } from "./sha256.ts";

/** The same value in another order of keys has the same hash. */
export const bodyHash = (body: unknown): string => sha256Of(canonicalJson(body));

/**
 * Does a thing once for an actor and a key; a repetition gives the id of what was made. Of several at once one makes it and the others wait.
 * A refusal by `prepare` or by what it gives stores nothing, so that the key stays free.
 * @param prepare checks, outside of the transaction; gives what then writes and returns the id of the experiment
 * @throws IdempotencyConflict when the key came with another body
 */
export async function onceFor(ctx: Context, key: string, bodySha256: string, prepare: () => Promise<(tx: Writer) => Promise<string>>): Promise<string> {
  const actor = actorName(ctx.actor);
  const known = await madeBefore(ctx.db, actor, key, bodySha256);
  if (known) return known;
  const make = await prepare();
  return ctx.db.$transaction(async (tx) => {
    // Waits for another transaction that holds the key, until it commits or gives up.
    const { count } = await tx.idempotencyKey.createMany({ data: [{ actor, key, bodySha256, createdAt: ctx.now() }], skipDuplicates: true });
    if (count === 0) {
      const made = await madeBefore(tx, actor, key, bodySha256);
      if (made) return made;
      throw new Error(`The idempotency key ${key} was taken by nothing.`);
    }
    const experimentId = await make(tx);
    await tx.idempotencyKey.update({ where: { actor_key: { actor, key } }, data: { experimentId } });
    return experimentId;
  });
}

async function madeBefore(db: Writer, actor: string, key: string, bodySha256: string): Promise<string | null> {
  const row = await db.idempotencyKey.findUnique({ where: { actor_key: { actor, key } } });
  if (row && row.bodySha256 !== bodySha256) throw new IdempotencyConflict(key);
  return row?.experimentId ?? null;
}

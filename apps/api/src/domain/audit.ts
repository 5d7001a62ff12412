import type { Prisma, Writer } from "../storage/db.ts";
import { actorName } from "./access.ts";
import type { Context } from "./context.ts";

/** Notes who did what to what, in the transaction of the deed. @param action e.g. "result.publish" */
export async function audit(tx: Writer, { actor, now }: Context, action: string, subject: { type: string; id: string }, details: Prisma.InputJsonObject = {}): Promise<void> {
  await tx.auditEntry.create({ data: { at: now(), actor: actorName(actor), action, subjectType: subject.type, subjectId: subject.id, details } });
}

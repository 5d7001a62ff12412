import { z } from "zod";
import { institutionsWhere, scopes, visibleInstitutions } from "./access.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { NotAllowed, NotFound } from "./errors.ts";
import { parseInput, shortText } from "./input.ts";

const schema = z.object({
  institution: z.string(),
  name: shortText,
  scopes: z.array(z.enum(scopes, `A scope is one of ${scopes.join(", ")}.`)).min(1, "A key has at least one scope."),
  expiresInDays: z.int().min(1).max(3650).nullish(),
});
export interface CreateApiKey {
  institution: string;
  name: string;
  scopes: string[];
  expiresInDays?: number | null;
}

export interface IssuedKey {
  id: string;
  /** The key itself; this is the only time it is known. */
  key: string;
  expiresAt: Date | null;
}
/** Makes the key: better-auth's server function, given by whoever calls. */
export type IssueKey = (key: { institutionId: string; name: string; scopes: string[]; expiresInSeconds: number | null }) => Promise<IssuedKey>;

/** A key in the name of an institution: for its owners and the operator. */
export async function createApiKey(ctx: Context, input: CreateApiKey, issue: IssueKey): Promise<IssuedKey> {
  const { institution: slug, name, scopes: granted, expiresInDays } = parseInput(schema, input);
  const institution = await ctx.db.institution.findFirst({ where: { AND: [{ slug }, { approvedAt: { not: null } }, visibleInstitutions(ctx.actor)] } });
  if (!institution) throw new NotFound("institution", slug, ["institution"]);
  const owns = ctx.actor.kind === "administrator" || institutionsWhere(ctx.actor, "OWNER", null).includes(institution.id);
  if (!owns) throw new NotAllowed(`Only owners of ${slug} make its keys.`, ["institution"]);
  const issued = await issue({ institutionId: institution.id, name, scopes: granted, expiresInSeconds: expiresInDays ? expiresInDays * 86_400 : null });
  await audit(ctx.db, ctx, "key.create", { type: "ApiKey", id: issued.id }, { institution: slug, scopes: granted });
  return issued;
}

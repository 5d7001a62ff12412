import { z } from "zod";
import type { Apikey, Database } from "../storage/db.ts";
import type { Actor, Scope } from "./access.ts";
import { holdsIn, scopes, takesPart, visibleInstitutions } from "./access.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { Conflict, NotAllowed, NotFound, QuotaExceeded } from "./errors.ts";
import { uuidOf } from "./global-id.ts";
import { parseInput, shortText } from "./input.ts";

const schema = z.object({
  institution: z.string().nullish(),
  name: shortText,
  scopes: z.array(z.enum(scopes, `A scope is one of ${scopes.join(", ")}.`)).min(1, "A key has at least one scope."),
  expiresInDays: z.int("Days are counted in whole numbers.").min(1, "A key lives for at least 1 day.").max(3650, "A key lives for at most 3650 days.").nullish(),
});
export interface CreateApiKey {
  /** Slug; null: the person's own. */
  institution?: string | null;
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
/** Whose a key is: a person's, or an institution's. Stored as the key's `configId`. */
export const keyOwner = { person: "user", institution: "org" } as const;
export type KeyOwner = (typeof keyOwner)[keyof typeof keyOwner];
/** Makes the key: better-auth's server function, given by whoever calls. */
export type IssueKey = (key: { owner: KeyOwner; ownerId: string; name: string; scopes: string[]; expiresInSeconds: number | null }) => Promise<IssuedKey>;

const MAX_KEYS = 100;

/** The operator's keys that each start makes sure of, by the file of the data folder that they stand in. */
export const installationKeys = { "admin-token": "administrator", "worker-token": "local worker" } as const;
export type InstallationFile = keyof typeof installationKeys;

/** The file of the data folder that a key of the actor's own stands in; null: the installation itself does not use it. */
export function installationFileOf(actor: Actor, { configId, referenceId, name }: Pick<Apikey, "configId" | "referenceId" | "name">): InstallationFile | null {
  if (actor.kind !== "administrator" || configId !== keyOwner.person || referenceId !== actor.userId) return null;
  return (Object.keys(installationKeys) as InstallationFile[]).find((file) => installationKeys[file] === name) ?? null;
}

/** A key in the name of an institution, for its owners and the operator; or a person's own, which may do within its scopes what the person may. */
export async function createApiKey(ctx: Context, input: CreateApiKey, issue: IssueKey): Promise<IssuedKey> {
  const { institution: slug, name, scopes: granted, expiresInDays } = parseInput(schema, input);
  const { owner, ownerId } = slug ? await institutionAsOwner(ctx, slug) : personAsOwner(ctx.actor, { name, granted });
  if ((await ctx.db.apikey.count({ where: { configId: owner, referenceId: ownerId } })) >= MAX_KEYS) throw new QuotaExceeded(`There are ${MAX_KEYS} keys already; revoke some first.`);
  const issued = await issue({ owner, ownerId, name, scopes: granted, expiresInSeconds: expiresInDays ? expiresInDays * 86_400 : null });
  await audit(ctx.db, ctx, "key.create", { type: "ApiKey", id: issued.id }, { institution: slug ?? null, scopes: granted });
  return issued;
}

async function institutionAsOwner(ctx: Context, slug: string): Promise<{ owner: KeyOwner; ownerId: string }> {
  const institution = await ctx.db.institution.findFirst({ where: { AND: [{ slug }, takesPart, visibleInstitutions(ctx.actor)] } });
  if (!institution) throw new NotFound("institution", slug, ["institution"]);
  if (!holdsIn(ctx.actor, institution.id, "OWNER", null)) throw new NotAllowed(`Only owners of ${slug} make its keys.`, ["institution"]);
  return { owner: keyOwner.institution, ownerId: institution.id };
}

function personAsOwner(actor: Actor, { name, granted }: { name: string; granted: Scope[] }): { owner: KeyOwner; ownerId: string } {
  if (actor.kind === "person" && actor.scopes === null) {
    if (granted.includes("run:execute")) throw new NotAllowed("A worker's key belongs to an institution.", ["scopes"]);
    return { owner: keyOwner.person, ownerId: actor.userId };
  }
  if (actor.kind !== "administrator") throw new NotAllowed("Only a person who has signed in makes a key of their own.");
  // The operator's own keys with scopes are workers', which serve every institution; nothing else is done in no institution's name.
  if (Object.values<string>(installationKeys).includes(name)) throw new Conflict("The installation's own key has this name.", ["name"]);
  if (granted.some((scope) => scope !== "run:execute")) throw new NotAllowed("The operator's own keys have the scope run:execute only; name an institution for others.", ["scopes"]);
  return { owner: keyOwner.person, ownerId: actor.userId };
}

export interface RevokeApiKey {
  /** As the outside names it. */
  id: string;
  /** Confirms that a key goes which the installation itself uses. */
  installationKey?: boolean | null;
}

/** Ends a key at once. For who may make such a key. @throws NotFound, Conflict for one of the installation's own without confirmation */
export async function revokeApiKey(ctx: Context, { id, installationKey }: RevokeApiKey): Promise<Apikey> {
  const key = await ctx.db.apikey.findFirst({ where: { id: uuidOf("ApiKey", id) ?? "" } });
  if (!key || !mayRevoke(ctx.actor, key)) throw new NotFound("key", id, ["id"]);
  const file = installationFileOf(ctx.actor, key);
  if (file && !installationKey) throw new Conflict(`This key stands in ${file} of the data folder; the installation needs it until its next start makes a new one. Confirm with installationKey: true.`, ["installationKey"]);
  await ctx.db.$transaction(async (tx) => {
    await tx.apikey.deleteMany({ where: { id: key.id } });
    await audit(tx, ctx, "key.revoke", { type: "ApiKey", id: key.id }, { name: key.name });
  });
  return key;
}

function mayRevoke(actor: Actor, { configId, referenceId }: Apikey): boolean {
  if (configId === keyOwner.institution) return holdsIn(actor, referenceId, "OWNER", null);
  return (actor.kind === "administrator" || (actor.kind === "person" && actor.scopes === null)) && actor.userId === referenceId;
}

/** Keys of a person or an institution, newest first; the caller has checked that they may be seen. */
export const keysOf = (db: Database, owner: KeyOwner, ownerId: string): Promise<Apikey[]> => db.apikey.findMany({ where: { configId: owner, referenceId: ownerId }, orderBy: { id: "desc" }, take: MAX_KEYS });

import { defaultKeyHasher } from "@better-auth/api-key";
import type { IssueKey, KeyOwner } from "../../domain/api-keys.ts";
import { permissionsOf, scopesOfKey } from "../../domain/key-scopes.ts";
import type { Database } from "../../storage/db.ts";
import type { Auth } from "./auth.ts";

interface NewKey {
  owner: KeyOwner;
  /** Id of the person or institution. */
  ownerId: string;
  name: string;
  scopes: readonly string[];
  /** Null: it does not expire. */
  expiresInSeconds: number | null;
}

/** Makes a key. It is given once; the database keeps its hash. */
export async function makeKey(auth: Auth, { owner, ownerId, name, scopes, expiresInSeconds }: NewKey): Promise<{ id: string; key: string; expiresAt: Date | null }> {
  const made = await auth.api.createApiKey({ body: { configId: owner, userId: ownerId, name, permissions: permissionsOf(scopes), ...(expiresInSeconds === null ? {} : { expiresIn: expiresInSeconds }) } });
  return { id: made.id, key: made.key, expiresAt: made.expiresAt ?? null };
}

/** What the domain's createApiKey is given to make the key with, once it has checked that it may be. */
export const issueKeyWith = (auth: Auth): IssueKey => (key) => makeKey(auth, key);

export interface KnownKey {
  id: string;
  name: string;
  owner: string;
  ownerId: string;
  scopes: string[];
}

/**
 * The key a token is; null for one that is unknown, disabled or expired.
 * @throws Error where the database did not answer: better-auth calls every key invalid then, and who is told so throws the key away
 */
export async function verifyKey({ auth, db }: { auth: Auth; db: Database }, token: string): Promise<KnownKey | null> {
  const { valid, key } = await auth.api.verifyApiKey({ body: { key: token } });
  if (valid && key) return { id: key.id, name: key.name ?? "", owner: key.configId, ownerId: key.referenceId, scopes: scopesOfKey(key.permissions) };
  const inForce = await db.apikey.findFirst({ where: { key: await defaultKeyHasher(token), enabled: true, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] }, select: { id: true } });
  if (inForce) throw new Error("A key that is in force could not be verified: the database was away.");
  return null;
}

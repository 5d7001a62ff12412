import type { IssueKey, KeyOwner } from "../../domain/api-keys.ts";
import { permissionsOf, scopesOfKey } from "../../domain/key-scopes.ts";
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

/** The key a token is; null for one that is unknown, disabled or expired. */
export async function verifyKey(auth: Auth, token: string): Promise<KnownKey | null> {
  const { valid, key } = await auth.api.verifyApiKey({ body: { key: token } });
  return valid && key ? { id: key.id, name: key.name ?? "", owner: key.configId, ownerId: key.referenceId, scopes: scopesOfKey(key.permissions) } : null;
}

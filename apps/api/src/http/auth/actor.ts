import type { IncomingHttpHeaders } from "node:http";
import { GraphQLError } from "graphql";
import { type Actor, type Scope, scopes as knownScopes } from "../../domain/access.ts";
import { keyOwner } from "../../domain/api-keys.ts";
import { keyActor, personActor } from "../../domain/actors.ts";
import type { Database } from "../../storage/db.ts";
import { bearerOf } from "../bearer.ts";
import type { Auth } from "./auth.ts";
import { type KnownKey, verifyKey } from "./keys.ts";

/** A token was sent, but it is none, not any more, or of nobody who takes part. Never read as "not signed in". */
export const unauthenticated = (): GraphQLError =>
  new GraphQLError("The token is not known, has expired, or its institution is not approved.", { extensions: { code: "UNAUTHENTICATED", http: { status: 401 } } });

/**
 * Who sent a request: by its key, else by its session, else nobody.
 * @throws GraphQLError UNAUTHENTICATED where a token was sent that is not valid
 */
export async function actorOf({ auth, db }: { auth: Auth; db: Database }, headers: IncomingHttpHeaders): Promise<Actor> {
  if (headers.authorization !== undefined) return actorOfToken({ auth, db }, bearerOf(headers));
  if (!headers.cookie?.includes("session_token")) return { kind: "anonymous" };
  const session = await auth.api.getSession({ headers: new Headers({ cookie: headers.cookie }), query: { disableRefresh: true } }); // prolonged by pages: renew-session.ts
  return (session && (await personActor(db, session.user.id))) ?? { kind: "anonymous" };
}

async function actorOfToken({ auth, db }: { auth: Auth; db: Database }, token: string | null): Promise<Actor> {
  const key = token === null ? null : await verifyKey({ auth, db }, token);
  const actor = key && (key.owner === keyOwner.person ? await actorOfPersonsKey(db, key) : await keyActor(db, { keyId: key.id, name: key.name, institutionId: key.ownerId, scopes: key.scopes }));
  if (!actor) throw unauthenticated();
  return actor;
}

/** A person's key acts as the person, within its scopes. The operator's without scopes acts as the operator; with scopes it serves every institution within them. */
async function actorOfPersonsKey(db: Database, { id, name, ownerId, scopes }: KnownKey): Promise<Actor | null> {
  const person = await personActor(db, ownerId, scopes);
  if (person?.kind !== "administrator" || scopes.length === 0) return person;
  return { kind: "key", keyId: id, name, institutionId: null, scopes: scopes.filter(isScope) };
}

const isScope = (text: string): text is Scope => knownScopes.some((scope) => scope === text);

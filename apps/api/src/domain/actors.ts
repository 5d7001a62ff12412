import type { Database } from "../storage/db.ts";
import type { Actor, Membership, Role, Scope } from "./access.ts";
import { roles, scopes, takesPart } from "./access.ts";

/**
 * The person behind a session or their own key; null: there is none. Institutions that take no part do not count.
 * @param granted scopes of the key; null: a session
 */
export async function personActor(db: Database, userId: string, granted: string[] | null = null): Promise<Actor | null> {
  const user = await db.user.findUnique({ where: { id: userId }, include: { members: { where: { institution: takesPart } } } });
  if (!user) return null;
  if (user.isAdministrator) return { kind: "administrator", userId, name: user.name };
  return { kind: "person", userId, name: user.name, memberships: user.members.flatMap(({ organizationId, role }) => membership(organizationId, role)), scopes: granted && granted.filter(isScope) };
}

/** The actor of an institution's key; null: the institution is gone or not approved. Scopes that are none of ours are left out. */
export async function keyActor(db: Database, key: { keyId: string; name: string; institutionId: string; scopes: string[] }): Promise<Actor | null> {
  const institution = await db.institution.findFirst({ where: { AND: [{ id: key.institutionId }, takesPart] }, select: { id: true } });
  return institution ? { kind: "key", keyId: key.keyId, name: key.name, institutionId: institution.id, scopes: key.scopes.filter(isScope) } : null;
}

/** better-auth keeps several roles of one member as a list with commas; the strongest counts. */
function membership(institutionId: string, role: string): Membership[] {
  const strongest = roleOf(role);
  return strongest ? [{ institutionId, role: strongest }] : [];
}

/** The strongest role in a member's column; null: none that is ours. */
export function roleOf(column: string): Role | null {
  const held = column.toUpperCase().split(",").filter(isRole);
  return roles.find((candidate) => held.includes(candidate)) ?? null;
}

const isRole = (text: string): text is Role => roles.some((role) => role === text);
const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text);

import type { Database } from "../storage/db.ts";
import type { Actor, Membership, Role, Scope } from "./access.ts";
import { roles, scopes } from "./access.ts";

const approved = { approvedAt: { not: null } };

/** The person behind a session or their own key; null: there is none. Institutions that are not approved do not count. */
export async function personActor(db: Database, userId: string): Promise<Actor | null> {
  const user = await db.user.findUnique({ where: { id: userId }, include: { members: { where: { institution: approved } } } });
  if (!user) return null;
  if (user.isAdministrator) return { kind: "administrator", userId, name: user.name };
  return { kind: "person", userId, name: user.name, memberships: user.members.flatMap(({ organizationId, role }) => membership(organizationId, role)) };
}

/** The actor of an institution's key; null: the institution is gone or not approved. Scopes that are none of ours are left out. */
export async function keyActor(db: Database, key: { keyId: string; name: string; institutionId: string; scopes: string[] }): Promise<Actor | null> {
  const institution = await db.institution.findFirst({ where: { AND: [{ id: key.institutionId }, approved] }, select: { id: true } });
  return institution ? { kind: "key", keyId: key.keyId, name: key.name, institutionId: institution.id, scopes: key.scopes.filter(isScope) } : null;
}

/** better-auth keeps several roles of one member as a list with commas; the strongest counts. */
function membership(institutionId: string, role: string): Membership[] {
  const held = role.toUpperCase().split(",").filter(isRole);
  const strongest = roles.find((candidate) => held.includes(candidate));
  return strongest ? [{ institutionId, role: strongest }] : [];
}

const isRole = (text: string): text is Role => roles.some((role) => role === text);
const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text);

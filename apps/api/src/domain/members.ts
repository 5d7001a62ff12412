import { z } from "zod";
import type { Institution, Member, Writer } from "../storage/db.ts";
import { roles } from "./access.ts";
import type { Role } from "./access.ts";
import { roleOf } from "./actors.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { Conflict, NotAllowed, NotFound } from "./errors.ts";
import { uuidOf } from "./global-id.ts";
import { parseInput } from "./input.ts";
import { findInstitution, ownedInstitution } from "./institutions.ts";

export interface MemberRef {
  /** Slug. */
  institution: string;
  /** As the outside names the membership. */
  member: string;
}

/** Gives a member another role. For owners and the operator. @throws Conflict where no owner would be left */
export async function changeMemberRole(ctx: Context, { role, ...ref }: MemberRef & { role: Role }): Promise<Institution> {
  parseInput(z.object({ role: z.enum(roles) }), { role });
  const institution = await ownedInstitution(ctx, ref.institution);
  return ctx.db.$transaction(async (tx) => {
    const member = await findMember(tx, institution, ref);
    if (role !== "OWNER") await keepAnOwner(tx, institution, member);
    await tx.member.update({ where: { id: member.id }, data: { role: role.toLowerCase() } });
    await audit(tx, ctx, "member.role", { type: "Institution", id: institution.id }, { user: member.userId, from: member.role, to: role.toLowerCase() });
    return institution;
  });
}

/** Ends a membership: an owner or the operator ends anybody's, a person their own. What the member did stays. */
export async function removeMember(ctx: Context, ref: MemberRef): Promise<Institution> {
  const own = await ownMembership(ctx, ref);
  const institution = own ?? (await ownedInstitution(ctx, ref.institution));
  return ctx.db.$transaction(async (tx) => {
    const member = await findMember(tx, institution, ref);
    await keepAnOwner(tx, institution, member);
    await tx.member.delete({ where: { id: member.id } });
    await audit(tx, ctx, "member.remove", { type: "Institution", id: institution.id }, { user: member.userId });
    return institution;
  });
}

async function ownMembership(ctx: Context, { institution: slug, member }: MemberRef): Promise<Institution | null> {
  const { actor } = ctx;
  if (actor.kind === "anonymous" || actor.kind === "key") throw new NotAllowed("Only people change who is a member.");
  const institution = await findInstitution(ctx, slug);
  const own = await ctx.db.member.findFirst({ where: { id: uuidOf("Member", member) ?? "", organizationId: institution.id, userId: actor.userId } });
  return own && (actor.kind === "administrator" || actor.scopes === null) ? institution : null;
}

async function findMember(tx: Writer, { id }: Institution, { member: name }: MemberRef): Promise<Member> {
  await tx.$queryRaw`SELECT id FROM institution WHERE id = ${id} FOR UPDATE`; // of two changes at once the second counts the owners after the first
  const member = await tx.member.findFirst({ where: { id: uuidOf("Member", name) ?? "", organizationId: id } });
  if (!member) throw new NotFound("member", name, ["member"]);
  return member;
}

async function keepAnOwner(tx: Writer, { id, name }: Institution, member: Member): Promise<void> {
  if (roleOf(member.role) !== "OWNER") return;
  const owners = (await tx.member.findMany({ where: { organizationId: id } })).filter(({ role }) => roleOf(role) === "OWNER");
  if (owners.length === 1) throw new Conflict(`${name} would have no owner. Make somebody else an owner first.`, ["member"]);
}

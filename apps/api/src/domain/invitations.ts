import { z } from "zod";
import type { Institution, Invitation, User, Writer } from "../storage/db.ts";
import { holdsIn, roles } from "./access.ts";
import type { Role } from "./access.ts";
import { roleOf } from "./actors.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { Conflict, InvalidInput, NotAllowed, NotFound, QuotaExceeded } from "./errors.ts";
import { encodeGlobalId, uuidOf } from "./global-id.ts";
import type { Identity, SendMail } from "./identity.ts";
import { parseInput, shortText } from "./input.ts";
import { ownedInstitution } from "./institutions.ts";
import { newToken, sha256Of } from "./sha256.ts";

const DAYS = 14;
const MAX_PENDING = 200;

export const password = z.string().min(12, "A password has at least 12 characters.").max(128, "A password has at most 128 characters.");
const invitation = z.object({ email: z.email("This is no e-mail address.").max(254).transform((text) => text.toLowerCase()), role: z.enum(roles) });
const acceptance = z.object({ token: z.string().max(200), name: shortText.nullish(), password: password.nullish() });

export interface InviteMember {
  /** Slug. */
  institution: string;
  email: string;
  role: Role;
}
export type InvitationState = "PENDING" | "ACCEPTED" | "REVOKED" | "EXPIRED";

/** What is open to an invitation now. */
export function invitationState({ status, expiresAt }: Pick<Invitation, "status" | "expiresAt">, now: Date): InvitationState {
  if (status === "accepted") return "ACCEPTED";
  if (status !== "pending") return "REVOKED";
  return expiresAt <= now ? "EXPIRED" : "PENDING";
}

/**
 * Invites a person by e-mail, for 14 days; an older invitation of the same address is revoked. For owners and the operator.
 * @param send null: there is no mail server, and the address is given to who invites, to be handed on
 * @returns the address to open where no mail was sent
 */
export async function inviteMember(ctx: Context, input: InviteMember, { publicUrl, send }: { publicUrl: string; send: SendMail | null }): Promise<{ invitation: Invitation; url: string | null; mailed: boolean }> {
  const { email, role } = parseInput(invitation, { email: input.email, role: input.role });
  const institution = await ownedInstitution(ctx, input.institution);
  const { actor } = ctx;
  if (actor.kind !== "person" && actor.kind !== "administrator") throw new NotAllowed("Only people invite people.");
  const token = newToken();
  const invited = await ctx.db.$transaction(async (tx) => {
    const member = await tx.member.findFirst({ where: { organizationId: institution.id, user: { email } } });
    if (member) throw new Conflict(`${email} is a member already.`, ["email"]);
    await tx.invitation.updateMany({ where: { organizationId: institution.id, email, status: "pending" }, data: { status: "revoked" } });
    const pending = await tx.invitation.count({ where: { organizationId: institution.id, status: "pending", expiresAt: { gt: ctx.now() } } });
    if (pending >= MAX_PENDING) throw new QuotaExceeded(`${institution.name} has ${pending} open invitations.`);
    const expiresAt = new Date(ctx.now().getTime() + DAYS * 86_400_000);
    const row = await tx.invitation.create({ data: { organizationId: institution.id, email, role: role.toLowerCase(), expiresAt, inviterId: actor.userId, tokenSha256: sha256Of(token) } });
    await audit(tx, ctx, "member.invite", { type: "Institution", id: institution.id }, { invitation: row.id, role });
    return row;
  });
  const url = `${publicUrl}/invitations/${token}`;
  const mailed = send !== null && (await mail(ctx, send, { to: email, institution, inviter: actor.name, role, url }));
  return { invitation: invited, url: mailed ? null : url, mailed };
}

async function mail(ctx: Context, send: SendMail, { to, institution, inviter, role, url }: { to: string; institution: Institution; inviter: string; role: Role; url: string }): Promise<boolean> {
  const text = `${inviter} invites you to work in Joulemark as ${role.toLowerCase()} of ${institution.name}.\n\nOpen this address within ${DAYS} days to accept:\n${url}\n\nIf you did not expect this, do nothing.\n`;
  return send({ to, subject: `Invitation to ${institution.name} on Joulemark`, text }).then(
    () => true,
    (error: unknown) => {
      ctx.log.error({ err: error }, "an invitation could not be mailed; its address is shown to who invites");
      return false;
    },
  );
}

/** Withdraws an invitation that was not accepted yet. For owners and the operator. @param id as the outside names it */
export async function revokeInvitation(ctx: Context, id: string): Promise<Invitation> {
  const row = await ctx.db.invitation.findFirst({ where: { id: uuidOf("Invitation", id) ?? "" } });
  if (!row || !holdsIn(ctx.actor, row.organizationId, "OWNER", null)) throw new NotFound("invitation", id, ["invitation"]);
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.invitation.updateMany({ where: { id: row.id, status: "pending" }, data: { status: "revoked" } });
    if (count === 0) throw new Conflict("The invitation is not open any more.", ["invitation"]);
    await audit(tx, ctx, "invitation.revoke", { type: "Institution", id: row.organizationId }, { invitation: row.id });
    return tx.invitation.findUniqueOrThrow({ where: { id: row.id } });
  });
}

export interface OpenInvitation {
  invitation: Invitation;
  institution: Institution;
  inviter: User;
  role: Role;
  state: InvitationState;
  /** Whether somebody with this address has an account: then they sign in, and accept. */
  hasAccount: boolean;
}

/** The invitation behind the token of an address; null: there is none. Who holds the token may see it. */
export async function invitationOf(ctx: Context, token: string): Promise<OpenInvitation | null> {
  const row = await ctx.db.invitation.findUnique({ where: { tokenSha256: sha256Of(token) }, include: { institution: true, inviter: true } });
  const role = row && roleOf(row.role ?? "");
  if (!row || !role) return null;
  const { institution, inviter, ...open } = row;
  const account = await ctx.db.user.findUnique({ where: { email: row.email }, select: { id: true } });
  return { invitation: open, institution, inviter, role, state: invitationState(row, ctx.now()), hasAccount: account !== null };
}

/**
 * Makes the holder of the token a member: the person who is signed in, or a new one with the name and the password given.
 * @throws NotFound for an unknown token, Conflict for one that is used, revoked or expired, NotAllowed where somebody else must sign in first
 */
export async function acceptInvitation(ctx: Context, input: { token: string; name?: string | null; password?: string | null }, { hashPassword }: Pick<Identity, "hashPassword">): Promise<{ institution: Institution; email: string; accountCreated: boolean }> {
  const { token, name, password: chosen } = parseInput(acceptance, input);
  const open = await invitationOf(ctx, token);
  if (!open) throw new NotFound("invitation", "with this address", ["token"]);
  const { email, id, organizationId } = open.invitation;
  if (open.state !== "PENDING") throw new Conflict(`The invitation is ${open.state.toLowerCase()}. Ask ${open.inviter.name} for a new one.`, ["token"]);
  const account = await ctx.db.user.findUnique({ where: { email } });
  if (account && !isSignedInAs(ctx, account.id)) throw new NotAllowed(`Sign in as ${email}, and open the invitation again.`, ["token"]);
  const made = account ? null : await newcomer({ name, password: chosen }, hashPassword);
  return ctx.db.$transaction(async (tx) => {
    // Of two who accept at once, one finds it pending.
    const { count } = await tx.invitation.updateMany({ where: { id, status: "pending", institution: { suspendedAt: null } }, data: { status: "accepted" } });
    if (count === 0) throw new Conflict("The invitation is not open any more.", ["token"]);
    const user = account ?? (await makePerson(tx, { name: made!.name, email }));
    if (made) await tx.account.create({ data: { accountId: user.id, providerId: "credential", userId: user.id, password: made.hash } });
    await tx.member.createMany({ data: [{ organizationId, userId: user.id, role: open.role.toLowerCase() }], skipDuplicates: true });
    await audit(tx, { ...ctx, actor: { kind: "person", userId: user.id, name: user.name, memberships: [], scopes: null } }, "invitation.accept", { type: "Institution", id: organizationId }, { invitation: id, inviter: open.inviter.id });
    return { institution: open.institution, email, accountCreated: made !== null };
  });
}

/** @throws Conflict where somebody has just accepted another invitation of this address */
async function makePerson(tx: Writer, person: { name: string; email: string }): Promise<User> {
  const { count } = await tx.user.createMany({ data: [person], skipDuplicates: true });
  if (count === 0) throw new Conflict(`${person.email} has just got an account. Sign in with it, and open the invitation again.`, ["token"]);
  return tx.user.findUniqueOrThrow({ where: { email: person.email } });
}

const isSignedInAs = ({ actor }: Context, userId: string): boolean => (actor.kind === "person" && actor.scopes === null && actor.userId === userId) || (actor.kind === "administrator" && actor.userId === userId);

async function newcomer({ name, password: chosen }: { name: string | null | undefined; password: string | null | undefined }, hash: Identity["hashPassword"]): Promise<{ name: string; hash: string }> {
  const missing = [...(name ? [] : [{ message: "Say how you are called.", path: ["name"] }]), ...(chosen ? [] : [{ message: "Choose a password.", path: ["password"] }])];
  if (missing.length > 0) throw new InvalidInput(missing);
  return { name: name!, hash: await hash(chosen!) };
}

/** As the outside names it. */
export const invitationId = ({ id }: Pick<Invitation, "id">): string => encodeGlobalId("Invitation", id);

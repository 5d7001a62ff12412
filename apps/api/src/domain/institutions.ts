import { z } from "zod";
import type { Institution } from "../storage/db.ts";
import { holdsIn, visibleInstitutions } from "./access.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { Conflict, NotAllowed, NotFound, QuotaExceeded } from "./errors.ts";
import { parseInput, shortText, slug } from "./input.ts";

const described = {
  slug,
  name: shortText,
  type: z.enum(["UNIVERSITY", "COMPANY", "PUBLIC_BODY", "NONPROFIT"]),
  gridZone: z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3}){0,2}$/, "A grid zone is written like DE or US-CAL-CISO.").nullish(),
};
const creation = z.object({ ...described, demo: z.boolean().default(false) });
const registration = z.object(described);
export type CreateInstitution = z.input<typeof creation>;
export type RegisterInstitution = z.input<typeof registration>;

/** Applications that wait for the operator; further ones are refused until some are decided. */
const MAX_PENDING = 100;
const MAX_PENDING_OF_ONE = 3;

/** Takes a partner in, approved at once: the operator only. The row is better-auth's organization, made here so that it and its audit row are one transaction. */
export async function createInstitution(ctx: Context, input: CreateInstitution): Promise<Institution> {
  if (ctx.actor.kind !== "administrator") throw new NotAllowed("Only the operator of this installation takes institutions in.");
  const { demo, gridZone, ...data } = parseInput(creation, input);
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.institution.createMany({ data: [{ ...data, gridZone: gridZone ?? null, isDemo: demo, approvedAt: ctx.now() }], skipDuplicates: true });
    if (count === 0) throw new Conflict(`The slug ${data.slug} is taken.`, ["slug"]);
    const institution = await tx.institution.findUniqueOrThrow({ where: { slug: data.slug } });
    await audit(tx, ctx, "institution.create", { type: "Institution", id: institution.id });
    return institution;
  });
}

/** Applies for a new partner, whose owner the person becomes. It takes no part until the operator approves it. */
export async function registerInstitution(ctx: Context, input: RegisterInstitution): Promise<Institution> {
  const { actor } = ctx;
  if (actor.kind === "administrator") return createInstitution(ctx, input);
  if (actor.kind !== "person" || actor.scopes !== null) throw new NotAllowed("Only a person who has signed in registers an institution.");
  const { gridZone, ...data } = parseInput(registration, input);
  return ctx.db.$transaction(async (tx) => {
    const pending = await tx.institution.findMany({ where: { approvedAt: null }, select: { members: { where: { userId: actor.userId } } } });
    if (pending.length >= MAX_PENDING) throw new QuotaExceeded("Too many applications wait for the operator; try again later.");
    if (pending.filter(({ members }) => members.length > 0).length >= MAX_PENDING_OF_ONE) throw new QuotaExceeded(`You have ${MAX_PENDING_OF_ONE} applications that wait for the operator.`);
    const { count } = await tx.institution.createMany({ data: [{ ...data, gridZone: gridZone ?? null }], skipDuplicates: true });
    if (count === 0) throw new Conflict(`The slug ${data.slug} is taken.`, ["slug"]);
    const institution = await tx.institution.findUniqueOrThrow({ where: { slug: data.slug } });
    await tx.member.create({ data: { organizationId: institution.id, userId: actor.userId, role: "owner" } });
    await audit(tx, ctx, "institution.register", { type: "Institution", id: institution.id });
    return institution;
  });
}

/** Lets an institution take part, for the first time or again. The operator only. @param slug of the institution */
export function approveInstitution(ctx: Context, { institution }: { institution: string }): Promise<Institution> {
  return decide(ctx, institution, "institution.approve", ({ approvedAt }) => ({ approvedAt: approvedAt ?? ctx.now(), suspendedAt: null }));
}

/** Ends an institution's part: its people and keys act for it no more, its runs wait; what it has published stays. The operator only. */
export async function suspendInstitution(ctx: Context, input: { institution: string; reason: string }): Promise<Institution> {
  const { reason } = parseInput(z.object({ reason: shortText }), { reason: input.reason });
  return decide(ctx, input.institution, "institution.suspend", ({ suspendedAt }) => ({ suspendedAt: suspendedAt ?? ctx.now() }), { reason });
}

async function decide(ctx: Context, slugOf: string, action: string, change: (institution: Institution) => Partial<Pick<Institution, "approvedAt" | "suspendedAt">>, details: { reason?: string } = {}): Promise<Institution> {
  const institution = await findInstitution(ctx, slugOf);
  if (ctx.actor.kind !== "administrator") throw new NotAllowed("Only the operator of this installation approves and suspends institutions.");
  return ctx.db.$transaction(async (tx) => {
    const changed = await tx.institution.update({ where: { id: institution.id }, data: change(institution) });
    await audit(tx, ctx, action, { type: "Institution", id: institution.id }, details);
    return changed;
  });
}

/** The institution of a slug. @throws NotFound where it is not there or may not be seen */
export async function findInstitution(ctx: Context, slugOf: string, path: string[] = ["institution"]): Promise<Institution> {
  parseInput(z.string(), slugOf, path);
  const institution = await ctx.db.institution.findFirst({ where: { AND: [{ slug: slugOf }, visibleInstitutions(ctx.actor)] } });
  if (!institution) throw new NotFound("institution", slugOf, path);
  return institution;
}

/** The institution, where the actor is its owner or the operator. @throws NotFound, NotAllowed */
export async function ownedInstitution(ctx: Context, slug: string): Promise<Institution> {
  const institution = await findInstitution(ctx, slug);
  if (!holdsIn(ctx.actor, institution.id, "OWNER", null)) throw new NotAllowed(`Only owners of ${slug} do this${institution.approvedAt === null ? ", once the operator has approved it" : ""}.`, ["institution"]);
  return institution;
}

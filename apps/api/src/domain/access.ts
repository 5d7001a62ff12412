import type { Prisma } from "../storage/db.ts";

/** What a key may do. `read`: what its institution may see. */
export const scopes = ["read", "submit", "result:publish", "run:execute"] as const;
export type Scope = (typeof scopes)[number];

/** A member's role, strongest first. A role may do what those after it may, but for REVIEWER, who reads and reviews. */
export const roles = ["OWNER", "CURATOR", "RESEARCHER", "REVIEWER", "OBSERVER"] as const;
export type Role = (typeof roles)[number];

/** Who may see a thing, fewest first: its institution, its project's institutions, every partner, everybody. */
export const visibilities = ["PRIVATE", "PROJECT", "CONSORTIUM", "PUBLIC"] as const;

export interface Membership {
  institutionId: string;
  role: Role;
}

/** Who asks. Memberships and keys of institutions that are not approved are left out by whoever makes the actor (actors.ts). */
export type Actor =
  | { kind: "anonymous" }
  /** `scopes` of the person's own key by which they ask; null, with a session: everything their roles allow. */
  | { kind: "person"; userId: string; name: string; memberships: Membership[]; scopes: Scope[] | null }
  | { kind: "administrator"; userId: string; name: string }
  /** institutionId null: the operator's own, of the local worker; serves every institution. */
  | { kind: "key"; keyId: string; name: string; scopes: Scope[]; institutionId: string | null };

/** As rows name the actor. */
export function actorName(actor: Actor): string {
  if (actor.kind === "anonymous") return "anonymous";
  return actor.kind === "key" ? `key:${actor.keyId}` : `person:${actor.userId}`;
}

/** An institution that takes part: approved, and not suspended. */
export const takesPart = { approvedAt: { not: null }, suspendedAt: null } as const;

/** The same of a row. */
export const isTakingPart = ({ approvedAt, suspendedAt }: { approvedAt: Date | null; suspendedAt: Date | null }): boolean => approvedAt !== null && suspendedAt === null;

/** Institutions whose private rows the actor may read. */
export function institutionsOf(actor: Actor): string[] {
  if (actor.kind === "person") return may(actor.scopes, "read") ? actor.memberships.map(({ institutionId }) => institutionId) : [];
  return actor.kind === "key" && actor.institutionId !== null && actor.scopes.includes("read") ? [actor.institutionId] : [];
}

/** Institutions in which the actor may do what needs this role, and, with a key, this scope; null: no key may, whatever its scopes. */
export function institutionsWhere(actor: Actor, role: Role, scope: Scope | null): string[] {
  if (actor.kind === "person") return may(actor.scopes, scope) ? actor.memberships.filter((membership) => holds(membership.role, role)).map(({ institutionId }) => institutionId) : [];
  return actor.kind === "key" && actor.institutionId !== null && scope !== null && actor.scopes.includes(scope) ? [actor.institutionId] : [];
}

/** Whether the actor holds the role in this institution, or is the operator. */
export const holdsIn = (actor: Actor, institutionId: string, role: Role, scope: Scope | null): boolean => actor.kind === "administrator" || institutionsWhere(actor, role, scope).includes(institutionId);

const may = (granted: Scope[] | null, needed: Scope | null): boolean => granted === null || (needed !== null && granted.includes(needed));
const holds = (has: Role, needs: Role): boolean => has === needs || (has !== "REVIEWER" && roles.indexOf(has) <= roles.indexOf(needs));

/** Matches every row, and none. */
const everything = {};
const nothing = { id: { in: [] as string[] } };

/** Of what has a visibility, an institution and a project. */
function byVisibility(actor: Actor) {
  const mine = institutionsOf(actor);
  const projectOfMine = { institutions: { some: workingIn(mine) } };
  return [
    { visibility: "PUBLIC" as const },
    ...(mine.length > 0
      ? [
          { institutionId: { in: mine } },
          { visibility: { in: ["PROJECT" as const, "CONSORTIUM" as const] }, project: projectOfMine },
          { visibility: "CONSORTIUM" as const },
        ]
      : []),
  ];
}

/** Of a project's institutions: those of the actor that have accepted to work in it. */
const workingIn = (mine: string[]) => ({ institutionId: { in: mine }, acceptedAt: { not: null } });

const published = { state: { not: "DRAFT" as const } };

/** Partners are no secret, suspended ones included, whose results stay; who has applied is known to the operator and to its own people. */
export function visibleInstitutions(actor: Actor): Prisma.InstitutionWhereInput {
  if (actor.kind === "administrator") return everything;
  const applied = actor.kind === "person" && may(actor.scopes, "read") ? [{ members: { some: { userId: actor.userId } } }] : [];
  return { OR: [{ approvedAt: { not: null } }, ...applied] };
}

/** A project is seen by who works in it or is invited to, and by who may see one of its experiments. */
export function visibleProjects(actor: Actor): Prisma.ProjectWhereInput {
  if (actor.kind === "administrator") return everything;
  const mine = institutionsOf(actor);
  const partners = mine.length > 0 ? [{ visibility: "CONSORTIUM" as const }, { institutions: { some: { institutionId: { in: mine } } } }] : [];
  return { OR: [{ visibility: "PUBLIC" }, ...partners, { experiments: { some: visibleExperiments(actor) } }] };
}

/** Projects the actor works in: what `viewer.projects` lists. */
export function ownProjects(actor: Actor): Prisma.ProjectWhereInput {
  if (actor.kind === "administrator") return everything;
  const mine = institutionsOf(actor);
  return mine.length > 0 ? { institutions: { some: workingIn(mine) } } : nothing;
}

/** A published result opens the experiment, the runs and the versions behind it. */
export function visibleExperiments(actor: Actor): Prisma.ExperimentWhereInput {
  if (actor.kind === "administrator") return everything;
  return { OR: [...byVisibility(actor), { results: { some: published } }] };
}

export function visibleRuns(actor: Actor): Prisma.RunWhereInput {
  return actor.kind === "administrator" ? everything : { experiment: visibleExperiments(actor) };
}

export function visibleResults(actor: Actor): Prisma.ResultWhereInput {
  if (actor.kind === "administrator") return everything;
  return { OR: [published, { experiment: { OR: byVisibility(actor) } }] };
}

/** Of a model, all who may see one of its versions see its name. */
export function visibleModels(actor: Actor): Prisma.ModelWhereInput {
  if (actor.kind === "administrator") return everything;
  return { OR: [...byVisibility(actor), { versions: { some: { run: visibleRuns(actor) } } }] };
}

/** A version is seen as its model is, and by who may see the run that made it. */
export function visibleModelVersions(actor: Actor): Prisma.ModelVersionWhereInput {
  if (actor.kind === "administrator") return everything;
  return { OR: [{ model: { OR: byVisibility(actor) } }, { run: visibleRuns(actor) }] };
}

export function visibleArtifacts(actor: Actor): Prisma.ArtifactWhereInput {
  if (actor.kind === "administrator") return everything;
  return { OR: [{ run: visibleRuns(actor) }, { modelVersion: visibleModelVersions(actor) }] };
}

/** What is published is public. */
export function visiblePublications(_actor: Actor): Prisma.PublicationWhereInput {
  return everything;
}

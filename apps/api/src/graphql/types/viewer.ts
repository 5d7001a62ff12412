import { type Actor, institutionsWhere, ownProjects, type Role as RoleValue, scopes } from "../../domain/access.ts";
import { keyOwner, keysOf } from "../../domain/api-keys.ts";
import { encodeGlobalId } from "../../domain/global-id.ts";
import { builder } from "../builder.ts";
import { ApiKey } from "./api-key.ts";
import { InstitutionType, Role } from "./vocabulary.ts";

type SignedIn = Exclude<Actor, { kind: "anonymous" }>;

const ViewerInstitution = builder.objectRef<{ slug: string; name: string; type: "UNIVERSITY" | "COMPANY" | "PUBLIC_BODY" | "NONPROFIT"; role: RoleValue }>("ViewerInstitution").implement({
  fields: (t) => ({ slug: t.exposeString("slug"), name: t.exposeString("name"), type: t.expose("type", { type: InstitutionType }), role: t.expose("role", { type: Role }) }),
});

const Viewer = builder.objectRef<SignedIn>("Viewer").implement({
  description: "Who asks: a person, or a key of an institution.",
  fields: (t) => ({
    id: t.id({ resolve: (actor) => (actor.kind === "key" ? encodeGlobalId("ApiKey", actor.keyId) : encodeGlobalId("User", actor.userId)) }),
    name: t.exposeString("name"),
    isAdministrator: t.boolean({ resolve: ({ kind }) => kind === "administrator" }),
    scopes: t.stringList({ description: "What the key may do; of a person, everything their roles allow.", resolve: (actor) => [...((actor.kind === "administrator" ? null : actor.scopes) ?? scopes)] }),
    email: t.string({ nullable: true, description: "Null: of a key.", resolve: async (actor, _args, { db }) => ("userId" in actor ? (await db.user.findUniqueOrThrow({ where: { id: actor.userId } })).email : null) }),
    apiKeys: t.field({ type: [ApiKey], description: "The person's own, newest first.", resolve: (actor, _args, { db }) => (isSession(actor) ? keysOf(db, keyOwner.person, actor.userId) : []) }),
    pendingInstitutions: t.prismaField({
      type: ["Institution"],
      description: "Which the viewer has registered, and which wait for the operator.",
      resolve: (query, actor, _args, { db }) => (isSession(actor) ? db.institution.findMany({ ...query, where: { approvedAt: null, members: { some: { userId: actor.userId } } }, orderBy: { id: "asc" }, take: 100 }) : []),
    }),
    institutions: t.field({
      type: [ViewerInstitution],
      async resolve(actor, _args, { db }) {
        const members = actor.kind === "person" ? actor.memberships.map(({ institutionId, role }) => ({ institutionId, role })) : [];
        const own = actor.kind === "key" && actor.institutionId !== null ? [{ institutionId: actor.institutionId, role: "RESEARCHER" as const }] : members;
        const rows = await db.institution.findMany({ where: actor.kind === "administrator" ? { members: { some: { userId: actor.userId } } } : { id: { in: own.map(({ institutionId }) => institutionId) } }, orderBy: { slug: "asc" } });
        return rows.map(({ id, slug, name, type }) => ({ slug, name, type, role: own.find(({ institutionId }) => institutionId === id)?.role ?? ("OWNER" as const) }));
      },
    }),
    projects: t.prismaConnection({
      type: "Project",
      cursor: "id",
      description: "Where the viewer works; with a role, where they hold it.",
      args: { role: t.arg({ type: Role }) },
      totalCount: (actor, { role }, { db }) => db.project.count({ where: workplaces(actor, role) }),
      resolve: (query, actor, { role }, { db }) => db.project.findMany({ ...query, where: workplaces(actor, role), orderBy: { slug: "asc" } }),
    }),
  }),
});

/** Signed in, not by a key: the operator's token counts as signed in. */
const isSession = (actor: SignedIn): actor is Extract<SignedIn, { userId: string }> => actor.kind === "administrator" || (actor.kind === "person" && actor.scopes === null);

function workplaces(actor: SignedIn, role: RoleValue | null | undefined): ReturnType<typeof ownProjects> {
  if (!role || actor.kind === "administrator") return ownProjects(actor);
  return { AND: [ownProjects(actor), { institutions: { some: { institutionId: { in: institutionsWhere(actor, role, "submit") }, acceptedAt: { not: null } } } }] };
}

builder.queryField("viewer", (t) => t.field({ type: Viewer, nullable: true, description: "Null where nobody is signed in.", resolve: (_root, _args, { actor }) => (actor.kind === "anonymous" ? null : actor) }));

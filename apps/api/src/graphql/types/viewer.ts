import { type Actor, ownProjects, type Role as RoleValue, scopes } from "../../domain/access.ts";
import { encodeGlobalId } from "../../domain/global-id.ts";
import { builder } from "../builder.ts";
import { InstitutionType, Role } from "./institution.ts";

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
    scopes: t.stringList({ description: "What the key may do; of a person, everything their roles allow.", resolve: (actor) => (actor.kind === "key" ? actor.scopes : [...scopes]) }),
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
      description: "Where the viewer works.",
      totalCount: (actor, _args, { db }) => db.project.count({ where: ownProjects(actor) }),
      resolve: (query, actor, _args, { db }) => db.project.findMany({ ...query, where: ownProjects(actor), orderBy: { slug: "asc" } }),
    }),
  }),
});

builder.queryField("viewer", (t) => t.field({ type: Viewer, nullable: true, description: "Null where nobody is signed in.", resolve: (_root, _args, { actor }) => (actor.kind === "anonymous" ? null : actor) }));

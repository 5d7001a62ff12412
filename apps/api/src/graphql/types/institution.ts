import { holdsIn, institutionsOf, institutionsWhere, isTakingPart, type Role as RoleValue, visibleInstitutions, visibleModels, visibleProjects } from "../../domain/access.ts";
import { roleOf } from "../../domain/actors.ts";
import { keyOwner, keysOf } from "../../domain/api-keys.ts";
import { encodeGlobalId } from "../../domain/global-id.ts";
import { builder } from "../builder.ts";
import { Action, allowed, MAY } from "./action.ts";
import { ApiKey } from "./api-key.ts";
import { Invitation } from "./invitation.ts";
import { InstitutionType, Role } from "./vocabulary.ts";

const Member = builder.prismaObject("Member", {
  description: "A person's role in an institution.",
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => encodeGlobalId("Member", id) }),
    name: t.string({ select: { user: true }, resolve: ({ user }) => user.name }),
    email: t.string({ nullable: true, description: "For owners, the operator and oneself.", select: { user: true }, resolve: ({ user, organizationId }, _args, { actor }) => (holdsIn(actor, organizationId, "OWNER", null) || ("userId" in actor && actor.userId === user.id) ? user.email : null) }),
    role: t.field({ type: Role, resolve: ({ role }) => roleOf(role) ?? ("OBSERVER" as const) }),
    joinedAt: t.expose("createdAt", { type: "DateTime" }),
    isViewer: t.boolean({ resolve: ({ userId }, _args, { actor }) => "userId" in actor && actor.userId === userId }),
  }),
});

export const Institution = builder.prismaNode("Institution", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visibleInstitutions(actor)] }),
  description: "A partner: a university, a company, a public body or a nonprofit.",
  fields: (t) => ({
    slug: t.exposeString("slug"),
    name: t.exposeString("name"),
    type: t.expose("type", { type: InstitutionType }),
    gridZone: t.exposeString("gridZone", { nullable: true, description: "Where its own machines stand; measurements take the worker's zone, never this." }),
    isDemo: t.exposeBoolean("isDemo"),
    approvedAt: t.expose("approvedAt", { type: "DateTime", nullable: true, description: "Null: not approved by the operator." }),
    suspendedAt: t.expose("suspendedAt", { type: "DateTime", nullable: true, description: "Takes no part from then on; null: takes part, once approved." }),
    viewerRole: t.field({ type: Role, nullable: true, description: "Null: the viewer is no member.", resolve: ({ id }, _args, { actor }): RoleValue | null => (actor.kind === "person" ? (actor.memberships.find(({ institutionId }) => institutionId === id)?.role ?? null) : null) }),
    viewerMay: t.field({
      type: [Action],
      description: MAY,
      resolve: (institution, _args, { actor }) => {
        const owner = holdsIn(actor, institution.id, "OWNER", null);
        const part = isTakingPart(institution);
        return allowed({ MANAGE_MEMBERS: owner, MANAGE_KEYS: owner && part, MANAGE_PROJECTS: part && holdsIn(actor, institution.id, "CURATOR", null), APPROVE: actor.kind === "administrator" });
      },
    }),
    members: t.relatedConnection("members", {
      type: Member,
      cursor: "id",
      totalCount: true,
      description: "For its members and the operator; nobody to anybody else.",
      query: (_args, { actor }) => ({ where: actor.kind === "administrator" ? {} : { institution: { id: { in: actor.kind === "person" ? institutionsOf(actor) : [] } } }, orderBy: { id: "asc" } }),
    }),
    invitations: t.relation("invitations", {
      type: Invitation,
      description: "The newest hundred; for its owners and the operator, none to anybody else.",
      query: (_args, { actor }) => ({ where: actor.kind === "administrator" ? {} : { organizationId: { in: institutionsWhere(actor, "OWNER", null) } }, orderBy: { id: "desc" }, take: 100 }),
    }),
    apiKeys: t.field({ type: [ApiKey], nullable: true, description: "Null: for its owners and the operator only.", resolve: ({ id }, _args, { db, actor }) => (holdsIn(actor, id, "OWNER", null) ? keysOf(db, keyOwner.institution, id) : null) }),
    projects: t.prismaConnection({
      type: "Project",
      cursor: "id",
      totalCount: ({ id }, _args, { db, actor }) => db.project.count({ where: { AND: [{ institutions: { some: { institutionId: id } } }, visibleProjects(actor)] } }),
      resolve: (query, { id }, _args, { db, actor }) => db.project.findMany({ ...query, where: { AND: [{ institutions: { some: { institutionId: id } } }, visibleProjects(actor)] }, orderBy: { id: "desc" } }),
    }),
    models: t.relatedConnection("models", { cursor: "id", totalCount: true, query: (_args, { actor }) => ({ where: visibleModels(actor), orderBy: { id: "desc" } }) }),
  }),
});

builder.queryFields((t) => ({
  institution: t.prismaField({
    type: "Institution",
    nullable: true,
    args: { slug: t.arg.string({ required: true }) },
    resolve: (query, _root, { slug }, { db, actor }) => db.institution.findFirst({ ...query, where: { AND: [{ slug }, visibleInstitutions(actor)] } }),
  }),
  institutions: t.prismaConnection({
    type: "Institution",
    cursor: "id",
    description: "By name; pending: those that wait for the operator, which only the operator and their own people see.",
    args: { pending: t.arg.boolean() },
    totalCount: (_connection, { pending }, { db, actor }) => db.institution.count({ where: listed(pending, actor) }),
    resolve: (query, _root, { pending }, { db, actor }) => db.institution.findMany({ ...query, where: listed(pending, actor), orderBy: [{ name: "asc" }, { id: "asc" }] }),
  }),
}));

const listed = (pending: boolean | null | undefined, actor: Parameters<typeof visibleInstitutions>[0]) => ({ AND: [pending ? { approvedAt: null } : pending === false ? { approvedAt: { not: null } } : {}, visibleInstitutions(actor)] });

import { isTakingPart, visibleExperiments, visibleProjects } from "../../domain/access.ts";
import { builder } from "../builder.ts";
import { Action, allowed, curates, MAY, researches } from "./action.ts";
import { Visibility } from "./vocabulary.ts";

export const Project = builder.prismaNode("Project", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visibleProjects(actor)] }),
  description: "Work shared by several institutions.",
  fields: (t) => ({
    slug: t.exposeString("slug"),
    name: t.exposeString("name"),
    isDemo: t.exposeBoolean("isDemo"),
    institutions: t.prismaField({
      type: ["Institution"],
      description: "The one that leads the project first.",
      select: { institutions: { orderBy: { position: "asc" }, select: { institution: true, acceptedAt: true } } },
      resolve: (_query, project) => project.institutions.filter(({ acceptedAt }) => acceptedAt !== null).map(({ institution }) => institution),
    }),
    invitedInstitutions: t.prismaField({
      type: ["Institution"],
      description: "Those that have not accepted yet.",
      select: { institutions: { orderBy: { position: "asc" }, select: { institution: true, acceptedAt: true } } },
      resolve: (_query, project) => project.institutions.filter(({ acceptedAt }) => acceptedAt === null).map(({ institution }) => institution),
    }),
    visibility: t.expose("visibility", { type: Visibility, description: "What its experiments and models start with." }),
    viewerMay: t.field({
      type: [Action],
      description: MAY,
      select: { institutions: { orderBy: { position: "asc" }, select: { institution: true, acceptedAt: true } } },
      resolve({ institutions }, _args, { actor }) {
        const working = institutions.filter(({ acceptedAt, institution }) => acceptedAt !== null && isTakingPart(institution)).map(({ institution }) => institution);
        const [lead] = working;
        const leads = lead !== undefined && curates(actor, lead.id);
        return allowed({
          SUBMIT: working.some(({ id }) => researches(actor, id)),
          CHANGE_VISIBILITY: leads,
          INVITE_INSTITUTIONS: leads,
          JOIN: institutions.some(({ acceptedAt, institution }) => acceptedAt === null && curates(actor, institution.id)),
        });
      },
    }),
    experiments: t.relatedConnection("experiments", { cursor: "id", totalCount: true, query: (_args, { actor }) => ({ where: visibleExperiments(actor), orderBy: { id: "desc" } }) }),
  }),
});

builder.queryFields((t) => ({
  project: t.prismaField({
    type: "Project",
    nullable: true,
    args: { slug: t.arg.string({ required: true }) },
    resolve: (query, _root, { slug }, { db, actor }) => db.project.findFirst({ ...query, where: { AND: [{ slug }, visibleProjects(actor)] } }),
  }),
  projects: t.prismaConnection({
    type: "Project",
    cursor: "id",
    description: "Projects that are visible, newest first.",
    totalCount: (_connection, _args, { db, actor }) => db.project.count({ where: visibleProjects(actor) }),
    resolve: (query, _root, _args, { db, actor }) => db.project.findMany({ ...query, where: visibleProjects(actor), orderBy: { id: "desc" } }),
  }),
}));

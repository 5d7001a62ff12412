import { visibleExperiments, visibleProjects } from "../../domain/access.ts";
import { builder } from "../builder.ts";

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
      select: { institutions: { orderBy: { position: "asc" }, select: { institution: true } } },
      resolve: (_query, project) => project.institutions.map(({ institution }) => institution),
    }),
    experiments: t.relatedConnection("experiments", { cursor: "id", totalCount: true, query: (_args, { actor }) => ({ where: visibleExperiments(actor), orderBy: { id: "desc" } }) }),
  }),
});

builder.queryField("project", (t) =>
  t.prismaField({
    type: "Project",
    nullable: true,
    args: { slug: t.arg.string({ required: true }) },
    resolve: (query, _root, { slug }, { db, actor }) => db.project.findFirst({ ...query, where: { AND: [{ slug }, visibleProjects(actor)] } }),
  }),
);

import { visiblePublications, visibleResults } from "../../domain/access.ts";
import { pageUrl } from "../addresses.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { Discipline } from "./vocabulary.ts";

export const Publication = builder.prismaNode("Publication", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visiblePublications(actor)] }),
  description: "Results with a title, made public and citable.",
  fields: (t) => ({
    url: t.string({ resolve: ({ id }, _args, { publicUrl }) => pageUrl(publicUrl, "Publication", id) }),
    title: t.exposeString("title"),
    abstract: t.exposeString("abstract", { nullable: true }),
    disciplines: t.expose("disciplines", { type: [Discipline] }),
    publishedAt: t.expose("publishedAt", { type: "DateTime" }),
    authors: t.exposeStringList("authors", { description: "As stated by whoever published." }),
    results: t.prismaField({
      type: ["Result"],
      select: (_args, { actor }, nested) => ({ results: { where: { result: visibleResults(actor) }, orderBy: { position: "asc" }, select: { result: nested() } } }),
      resolve: (_query, publication) => publication.results.map(({ result }) => result),
    }),
  }),
});

builder.queryFields((t) => ({
  publication: t.prismaField({
    type: "Publication",
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db, actor }) => db.publication.findFirst({ ...query, where: { AND: [{ id: localId("Publication", id) }, visiblePublications(actor)] } }),
  }),
  publications: t.prismaConnection({
    type: "Publication",
    cursor: "id",
    description: "Publications, newest first.",
    totalCount: (_connection, _args, { db, actor }) => db.publication.count({ where: visiblePublications(actor) }),
    resolve: (query, _root, _args, { db, actor }) => db.publication.findMany({ ...query, where: visiblePublications(actor), orderBy: { id: "desc" } }),
  }),
}));

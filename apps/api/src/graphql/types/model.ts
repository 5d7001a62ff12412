import { type Actor, visibleModels, visibleModelVersions } from "../../domain/access.ts";
import { pageUrl } from "../addresses.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { Action, allowed, curates, MAY } from "./action.ts";
import { LineageStep } from "./model-version.ts";
import { Visibility } from "./vocabulary.ts";

export const Model = builder.prismaNode("Model", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visibleModels(actor)] }),
  description: "An entry of the registry.",
  fields: (t) => ({
    slug: t.exposeString("slug"),
    name: t.exposeString("name"),
    url: t.string({ resolve: ({ id }, _args, { publicUrl }) => pageUrl(publicUrl, "Model", id) }),
    institution: t.relation("institution"),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    viewerMay: t.field({ type: [Action], description: MAY, select: { institutionId: true }, resolve: ({ institutionId }, _args, { actor }) => allowed({ CHANGE_VISIBILITY: curates(actor, institutionId) }) }),
    visibility: t.expose("visibility", { type: Visibility }),
    versions: t.relatedConnection("versions", { cursor: "id", totalCount: true, query: (_args, { actor }) => ({ where: visibleModelVersions(actor), orderBy: { id: "desc" } }) }),
    lineage: t.prismaConnection({
      type: LineageStep,
      cursor: "id",
      description: "Steps that made its versions, and those that began with one of them, newest first.",
      totalCount: ({ id }, _args, { db, actor }) => db.lineageEdge.count({ where: stepsOf(id, actor) }),
      resolve: (query, { id }, _args, { db, actor }) => db.lineageEdge.findMany({ ...query, where: stepsOf(id, actor), orderBy: { id: "desc" } }),
    }),
  }),
});

const stepsOf = (modelId: string, actor: Actor) => ({ AND: [{ OR: [{ child: { modelId } }, { parent: { modelId } }] }, { child: visibleModelVersions(actor) }, { parent: visibleModelVersions(actor) }] });

builder.queryFields((t) => ({
  model: t.prismaField({
    type: "Model",
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db, actor }) => db.model.findFirst({ ...query, where: { AND: [{ id: localId("Model", id) }, visibleModels(actor)] } }),
  }),
  models: t.prismaConnection({
    type: "Model",
    cursor: "id",
    description: "Models that are visible, newest first; of one task and by a part of the name, where they are given.",
    args: { task: t.arg.string({ description: "Slug." }), search: t.arg.string() },
    totalCount: (_connection, args, { db, actor }) => db.model.count({ where: matching(args, actor) }),
    resolve: (query, _root, args, { db, actor }) => db.model.findMany({ ...query, where: matching(args, actor), orderBy: { id: "desc" } }),
  }),
}));

const matching = ({ task, search }: { task?: string | null | undefined; search?: string | null | undefined }, actor: Actor) => ({
  AND: [task ? { versions: { some: { taskSlug: task } } } : {}, search ? { name: { contains: search, mode: "insensitive" as const } } : {}, visibleModels(actor)],
});

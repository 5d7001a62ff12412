import { visibleModels, visibleModelVersions } from "../../domain/access.ts";
import { pageUrl } from "../addresses.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { Visibility } from "./institution.ts";

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
    visibility: t.expose("visibility", { type: Visibility }),
    versions: t.relatedConnection("versions", { cursor: "id", totalCount: true, query: (_args, { actor }) => ({ where: visibleModelVersions(actor), orderBy: { id: "desc" } }) }),
  }),
});

builder.queryField("model", (t) =>
  t.prismaField({
    type: "Model",
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db, actor }) => db.model.findFirst({ ...query, where: { AND: [{ id: localId("Model", id) }, visibleModels(actor)] } }),
  }),
);

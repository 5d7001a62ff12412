import { visibleInstitutions } from "../../domain/access.ts";
import { builder } from "../builder.ts";

export const InstitutionType = builder.enumType("InstitutionType", { values: ["UNIVERSITY", "COMPANY", "PUBLIC_BODY", "NONPROFIT"] as const });
export const Role = builder.enumType("Role", { values: ["OWNER", "CURATOR", "RESEARCHER", "REVIEWER", "OBSERVER"] as const });
export const Visibility = builder.enumType("Visibility", { values: ["PRIVATE", "PROJECT", "CONSORTIUM", "PUBLIC"] as const });
export const Discipline = builder.enumType("Discipline", {
  values: ["COMPUTER_SCIENCE", "ENVIRONMENTAL_SCIENCE", "ECONOMICS", "ENGINEERING", "SOCIAL_SCIENCE", "OTHER"] as const,
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
  }),
});

builder.queryField("institution", (t) =>
  t.prismaField({
    type: "Institution",
    nullable: true,
    args: { slug: t.arg.string({ required: true }) },
    resolve: (query, _root, { slug }, { db, actor }) => db.institution.findFirst({ ...query, where: { AND: [{ slug }, visibleInstitutions(actor)] } }),
  }),
);

import { roles, visibilities } from "../../domain/access.ts";
import { builder } from "../builder.ts";

/** Names that several nouns use. */
export const InstitutionType = builder.enumType("InstitutionType", { values: ["UNIVERSITY", "COMPANY", "PUBLIC_BODY", "NONPROFIT"] as const });
export const Role = builder.enumType("Role", { values: roles });
export const Visibility = builder.enumType("Visibility", { values: visibilities });
export const Discipline = builder.enumType("Discipline", {
  values: ["COMPUTER_SCIENCE", "ENVIRONMENTAL_SCIENCE", "ECONOMICS", "ENGINEERING", "SOCIAL_SCIENCE", "OTHER"] as const,
});

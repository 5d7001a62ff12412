import { useTranslations } from "next-intl";
import type { Role } from "@joulemark/client";
import type { Choice } from "../../ui/form/fields.tsx";

const roles = ["OWNER", "CURATOR", "RESEARCHER", "REVIEWER", "OBSERVER"] as const satisfies Role[];

/** The roles to choose from, strongest first, each with what it may. */
export function useRoleChoices(): Choice[] {
  const t = useTranslations();
  return roles.map((role) => ({ value: role, text: t(`role.${role}`), hint: t(`roleMeaning.${role}`) }));
}

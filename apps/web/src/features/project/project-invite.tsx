import { useTranslations } from "next-intl";
import type { PortalProjectQuery } from "@joulemark/client";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { SelectField } from "../../ui/form/fields.tsx";
import { inviteToProject } from "./project-actions.ts";
import type { ProjectView } from "./project-institutions.tsx";

/** Asks another institution to take part; for curators of the one that leads. */
export function ProjectInvite({ project, institutions }: { project: ProjectView; institutions: PortalProjectQuery["institutions"]["nodes"] }) {
  const t = useTranslations("project");
  const there = new Set([...project.institutions, ...project.invitedInstitutions].map(({ slug }) => slug));
  const others = institutions.filter(({ slug, suspendedAt }) => !there.has(slug) && suspendedAt === null);
  if (others.length === 0) return <p className="small muted">{t("inviteNobody")}</p>;
  return (
    <ActionForm action={inviteToProject} label={t("invite")}>
      <h3>{t("invite")}</h3>
      <HiddenFields values={{ project: project.slug }} />
      <SelectField name="institution" label={t("inviteField")} hint={t("inviteNote")} required choices={[{ value: "", text: t("inviteChoose") }, ...others.map(({ slug, name }) => ({ value: slug, text: name }))]} />
      <p><button type="submit" className="button">{t("inviteSubmit")}</button></p>
    </ActionForm>
  );
}

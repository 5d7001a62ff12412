import { useTranslations } from "next-intl";
import type { Visibility } from "@joulemark/client";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { ChoiceField } from "../../ui/form/fields.tsx";
import { Section } from "../../ui/section.tsx";
import { changeProjectVisibility } from "./project-actions.ts";
import type { ProjectView } from "./project-institutions.tsx";

const visibilities = ["PRIVATE", "PROJECT", "CONSORTIUM", "PUBLIC"] as const satisfies Visibility[];

/** Who sees what is submitted; for curators of the institution that leads, to be chosen. */
export function ProjectVisibility({ project: { id, slug, visibility, viewerMay } }: { project: ProjectView }) {
  const t = useTranslations();
  return (
    <Section id="visibility" title={t("project.visibility")}>
      {viewerMay.includes("CHANGE_VISIBILITY") ? (
        <ActionForm key={visibility} action={changeProjectVisibility} label={t("project.visibility")}>
          <HiddenFields values={{ project: slug, id }} />
          <ChoiceField name="visibility" type="radio" label={t("project.facts")} hint={t("project.visibilityNote")} chosen={[visibility]} required
            choices={visibilities.map((value) => ({ value, text: t(`visibility.${value}`), hint: t(`visibilityMeaning.${value}`) }))} />
          <p><button type="submit" className="button">{t("project.visibilitySubmit")}</button></p>
        </ActionForm>
      ) : <p>{t(`visibility.${visibility}`)}: {t(`visibilityMeaning.${visibility}`)} <span className="muted">{t("project.visibilityNote")}</span></p>}
    </Section>
  );
}

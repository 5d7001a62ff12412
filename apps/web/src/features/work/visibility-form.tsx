import { useTranslations } from "next-intl";
import type { Visibility } from "@joulemark/client";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { ChoiceField } from "../../ui/form/fields.tsx";
import { Section } from "../../ui/section.tsx";
import { changeVisibility } from "./work-actions.ts";

const visibilities = ["PRIVATE", "PROJECT", "CONSORTIUM", "PUBLIC"] as const satisfies Visibility[];

interface VisibilityFormProps {
  /** Of an experiment or a model. */
  id: string;
  /** Path of the page to come back to. */
  page: string;
  visibility: Visibility;
}

/** Who may see an experiment or a model, to be chosen by its curators. */
export function VisibilityForm({ id, page, visibility }: VisibilityFormProps) {
  const t = useTranslations();
  return (
    <Section id="visibility" title={t("models.visibility")}>
      <ActionForm key={visibility} action={changeVisibility} label={t("models.visibility")}>
        <HiddenFields values={{ id, page }} />
        <ChoiceField name="visibility" type="radio" label={t("work.whoSees")} hint={t("submit.visibilityHint")} chosen={[visibility]} required
          choices={visibilities.map((value) => ({ value, text: t(`visibility.${value}`), hint: t(`visibilityMeaning.${value}`) }))} />
        <p><button type="submit" className="button">{t("work.changeVisibility")}</button></p>
      </ActionForm>
    </Section>
  );
}

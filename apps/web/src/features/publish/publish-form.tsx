import { useTranslations } from "next-intl";
import type { Discipline, PortalResultQuery } from "@joulemark/client";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { ChoiceField, TextAreaField, TextField } from "../../ui/form/fields.tsx";
import { Section } from "../../ui/section.tsx";
import { publishResult } from "./publish-actions.ts";

const disciplines = ["COMPUTER_SCIENCE", "ENVIRONMENTAL_SCIENCE", "ECONOMICS", "ENGINEERING", "SOCIAL_SCIENCE", "OTHER"] as const satisfies Discipline[];

/** Makes a draft public, for who may. */
export function PublishForm({ result: { id, experiment, viewerMay } }: { result: Pick<NonNullable<PortalResultQuery["result"]>, "id" | "experiment" | "viewerMay"> }) {
  const t = useTranslations();
  if (!viewerMay.includes("PUBLISH")) return null;
  return (
    <Section id="publish" title={t("publish.heading")}>
      <p>{t("publish.note")}</p>
      <ActionForm action={publishResult} label={t("publish.heading")}>
        <HiddenFields values={{ result: id }} />
        <TextField name="title" label={t("publish.title")} value={experiment.name} required maxLength={200} />
        <TextAreaField name="abstract" label={t("publish.abstract")} hint={t("publish.abstractHint")} rows={5} maxLength={10_000} />
        <TextAreaField name="authors" label={t("publish.authors")} hint={t("publish.authorsHint")} rows={3} />
        <ChoiceField name="disciplines" type="checkbox" label={t("publish.disciplines")} chosen={["COMPUTER_SCIENCE"]} choices={disciplines.map((value) => ({ value, text: t(`discipline.${value}`) }))} />
        <p><button type="submit" className="button">{t("publish.submit")}</button></p>
      </ActionForm>
    </Section>
  );
}

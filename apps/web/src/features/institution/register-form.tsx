import { useTranslations } from "next-intl";
import type { InstitutionType } from "@joulemark/client";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { SelectField, TextField } from "../../ui/form/fields.tsx";
import { Section } from "../../ui/section.tsx";
import { registerInstitution } from "./institution-actions.ts";

const types = ["UNIVERSITY", "COMPANY", "PUBLIC_BODY", "NONPROFIT"] as const satisfies InstitutionType[];

/** Applies for an institution; of the operator, makes it. */
export function RegisterForm({ isOperator }: { isOperator: boolean }) {
  const t = useTranslations();
  const [title, text, submit] = isOperator ? [t("institutions.make"), t("institutions.makeText"), t("institutions.submitMake")] : [t("institutions.register"), t("institutions.registerText"), t("institutions.submit")];
  return (
    <Section id="register" title={title}>
      <p>{text}</p>
      <ActionForm action={registerInstitution} label={title}>
        <TextField name="name" label={t("institutions.nameField")} maxLength={200} autoComplete="organization" required />
        <TextField name="slug" label={t("institutions.slugField")} hint={t("institutions.slugHint")} maxLength={64} mono required />
        <SelectField name="type" label={t("institutions.type")} choices={types.map((type) => ({ value: type, text: t(`institutionType.${type}`) }))} required />
        <TextField name="gridZone" label={t("form.optional", { label: t("institutions.zone") })} hint={t("institutions.zoneHint")} maxLength={12} mono />
        <p><button type="submit" className="button primary">{submit}</button></p>
      </ActionForm>
    </Section>
  );
}

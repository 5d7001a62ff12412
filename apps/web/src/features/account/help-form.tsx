import { useTranslations } from "next-intl";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { TextField } from "../../ui/form/fields.tsx";
import { IssuedNotice } from "../../ui/form/issued-notice.tsx";
import { Section } from "../../ui/section.tsx";
import { createResetLink } from "./help-actions.ts";

/** The operator helps a person in who has forgotten the password. */
export function HelpForm() {
  const t = useTranslations();
  return (
    <Section id="help" title={t("account.help")}>
      <p>{t("account.helpText")}</p>
      <ActionForm action={createResetLink} label={t("account.help")}>
        <IssuedNotice title={t("account.helpShown")} copy={t("form.copy")} copied={t("form.copied")} />
        <TextField name="email" type="email" label={t("account.helpEmail")} autoComplete="off" maxLength={254} required />
        <p><button type="submit" className="button">{t("account.helpSubmit")}</button></p>
      </ActionForm>
    </Section>
  );
}

import { useTranslations } from "next-intl";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { TextField } from "../../ui/form/fields.tsx";
import { Section } from "../../ui/section.tsx";
import { changePassword } from "../session/session-actions.ts";

/** Changes one's own password. */
export function PasswordForm({ email }: { email: string | null }) {
  const t = useTranslations();
  return (
    <Section id="password" title={t("account.password")}>
      <p>{t("account.passwordText")}</p>
      <ActionForm action={changePassword} label={t("account.password")}>
        {/* For password managers: what the password belongs to. */}
        {email && <input type="hidden" name="username" autoComplete="username" value={email} readOnly />}
        <TextField name="currentPassword" type="password" label={t("password.current")} autoComplete="current-password" required />
        <TextField name="newPassword" type="password" label={t("password.new")} hint={t("password.hint")} autoComplete="new-password" minLength={12} maxLength={128} required />
        <p><button type="submit" className="button">{t("account.passwordSubmit")}</button></p>
      </ActionForm>
    </Section>
  );
}

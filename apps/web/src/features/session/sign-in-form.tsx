import { useTranslations } from "next-intl";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { TextField } from "../../ui/form/fields.tsx";
import { signIn } from "./session-actions.ts";

/** Address and password; `next` is where to go then. */
export function SignInForm({ next, email = "" }: { next: string; email?: string }) {
  const t = useTranslations("signIn");
  return (
    <ActionForm action={signIn} label={t("title")}>
      <HiddenFields values={{ next }} />
      <TextField name="email" type="email" label={t("email")} autoComplete="username" value={email} required />
      <TextField name="password" type="password" label={t("password")} autoComplete="current-password" required />
      <p><button type="submit" className="button primary">{t("submit")}</button></p>
    </ActionForm>
  );
}

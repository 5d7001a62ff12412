import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { resetPassword } from "../../../features/session/session-actions.ts";
import { ActionForm } from "../../../ui/form/action-form.tsx";
import { HiddenFields } from "../../../ui/form/confirm-form.tsx";
import { TextField } from "../../../ui/form/fields.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reset");
  // The address is a secret, not to be told to others; with "no-referrer" a form's own origin would be null, and refused.
  return { title: t("title"), referrer: "same-origin" };
}

/** Whoever holds the link's token chooses a new password; the token is looked at only when it is used. */
export default async function ResetPasswordPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const t = await getTranslations();
  const { token } = await searchParams;
  return (
    <>
      <header className="title"><h1>{t("reset.title")}</h1></header>
      {typeof token === "string" && token !== "" ? (
        <ActionForm action={resetPassword} label={t("reset.title")}>
          <HiddenFields values={{ token }} />
          <TextField name="newPassword" type="password" label={t("password.new")} hint={t("password.hint")} autoComplete="new-password" minLength={12} maxLength={128} required />
          <p><button type="submit" className="button primary">{t("reset.submit")}</button></p>
        </ActionForm>
      ) : (
        <div className="notice failed"><p>{t("reset.noToken")}</p></div>
      )}
      <p><LocalLink to="/sign-in">{t("reset.toSignIn")}</LocalLink></p>
    </>
  );
}

import { useTranslations } from "next-intl";
import type { PortalInvitationQuery } from "@joulemark/client";
import { signInPath } from "../../lib/next-path.ts";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { TextField } from "../../ui/form/fields.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { signOut } from "../session/session-actions.ts";
import { acceptInvitation } from "./invitation-actions.ts";

export type InvitationView = NonNullable<PortalInvitationQuery["invitation"]>;

interface InvitationAnswerProps {
  invitation: InvitationView;
  viewer: PortalInvitationQuery["viewer"];
  token: string;
}

/** What an open invitation asks of who reads it: to accept, to make an account, to sign in, or to sign out first. */
export function InvitationAnswer({ invitation, viewer, token }: InvitationAnswerProps) {
  const t = useTranslations();
  const { email } = invitation;
  if (viewer && viewer.email !== email) return <OtherReader invited={email} name={viewer.name} email={viewer.email ?? ""} />;
  if (viewer) {
    return (
      <ActionForm action={acceptInvitation} label={t("invitation.accept")}>
        <HiddenFields values={{ token }} />
        <p>{t("invitation.asYou", { name: viewer.name, email })}</p>
        <p><button type="submit" className="button primary">{t("invitation.accept")}</button></p>
      </ActionForm>
    );
  }
  if (invitation.hasAccount) {
    return (
      <div className="form">
        <p>{t("invitation.signInText", { email })}</p>
        <p><LocalLink to={signInPath(`/invitations/${token}`)} className="button primary">{t("invitation.signIn")}</LocalLink></p>
      </div>
    );
  }
  return (
    <ActionForm action={acceptInvitation} label={t("invitation.create")}>
      <h2>{t("invitation.newTitle")}</h2>
      <p>{t("invitation.newText", { email })}</p>
      <HiddenFields values={{ token }} />
      {/* For password managers: what the password belongs to. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TextField name="name" label={t("invitation.name")} hint={t("invitation.nameHint")} autoComplete="name" maxLength={200} required />
      <TextField name="password" type="password" label={t("password.own")} hint={t("password.hint")} autoComplete="new-password" minLength={12} maxLength={128} required />
      <p><button type="submit" className="button primary">{t("invitation.create")}</button></p>
    </ActionForm>
  );
}

function OtherReader(who: { name: string; email: string; invited: string }) {
  const t = useTranslations();
  return (
    <form action={signOut} className="form">
      <p>{t("invitation.other", who)}</p>
      <p><button type="submit" className="button">{t("session.signOut")}</button></p>
    </form>
  );
}

import { useTranslations } from "next-intl";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { ChoiceField, TextField } from "../../ui/form/fields.tsx";
import { IssuedNotice } from "../../ui/form/issued-notice.tsx";
import { inviteMember } from "./institution-actions.ts";
import { useRoleChoices } from "./role-choices.ts";

/** Invites a person in a role. Without a mail server the address to hand on is shown here, once. */
export function InviteForm({ institution }: { institution: string }) {
  const t = useTranslations();
  const choices = useRoleChoices();
  return (
    <ActionForm action={inviteMember} label={t("institution.invite")}>
      <IssuedNotice title={t("institution.inviteShown")} mailed={t("institution.inviteMailed")} copy={t("form.copy")} copied={t("form.copied")}>
        <p className="small">{t("institution.inviteNote")}</p>
      </IssuedNotice>
      <HiddenFields values={{ institution }} />
      <TextField name="email" type="email" label={t("institution.email")} autoComplete="off" maxLength={254} required />
      <ChoiceField name="role" type="radio" label={t("institution.role")} choices={choices} chosen={["RESEARCHER"]} required />
      <p><button type="submit" className="button primary">{t("institution.inviteSubmit")}</button></p>
    </ActionForm>
  );
}

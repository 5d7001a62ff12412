import { useTranslations } from "next-intl";
import { ConfirmForm } from "../../ui/form/confirm-form.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { revokeInvitation } from "./institution-actions.ts";
import type { InstitutionView } from "./institution-facts.tsx";

/** Whom owners have invited, and what became of it; open ones can be withdrawn. */
export function InvitationTable({ institution: { slug, invitations } }: { institution: InstitutionView }) {
  const t = useTranslations();
  if (invitations.length === 0) return <p className="muted">{t("institution.noInvitations")}</p>;
  return (
    <DataTable caption={t("institution.invitationsCaption")} label={t("institution.invitations")}>
      <thead>
        <tr>
          <th scope="col">{t("institution.email")}</th>
          <th scope="col">{t("institution.role")}</th>
          <th scope="col">{t("institution.state")}</th>
          <th scope="col">{t("institution.expires")}</th>
          <th scope="col">{t("institution.actions")}</th>
        </tr>
      </thead>
      <tbody>
        {invitations.map(({ id, email, role, state, expiresAt, inviterName }) => (
          <tr key={id}>
            <th scope="row" className="break">{email}<span className="sub">{t("institution.inviter", { name: inviterName })}</span></th>
            <td>{t(`role.${role}`)}</td>
            <td>{t(`invitationState.${state}`)}</td>
            <td><Instant at={expiresAt} day /></td>
            <td>
              {state === "PENDING" && (
                <ConfirmForm action={revokeInvitation} open={t("institution.revoke")} label={t("institution.revokeOf", { email })} question={t("institution.revokeQuestion")}
                  confirm={t("institution.revokeConfirm")} hidden={{ institution: slug, invitation: id }} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

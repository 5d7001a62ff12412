import { useTranslations } from "next-intl";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { ConfirmForm, HiddenFields } from "../../ui/form/confirm-form.tsx";
import { SelectField } from "../../ui/form/fields.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { changeMemberRole, removeMember } from "./institution-actions.ts";
import type { InstitutionView } from "./institution-facts.tsx";
import { useRoleChoices } from "./role-choices.ts";

type Member = InstitutionView["members"]["nodes"][number];

/** People of the institution and their roles; owners change them, and everybody may leave. */
export function MemberTable({ institution }: { institution: InstitutionView }) {
  const t = useTranslations("institution");
  const mayManage = institution.viewerMay.includes("MANAGE_MEMBERS");
  const { nodes } = institution.members;
  const showMail = nodes.some(({ email }) => email !== null);
  const showDeeds = mayManage || nodes.some(({ isViewer }) => isViewer);
  return (
    <DataTable caption={t("membersCaption")} label={t("members")}>
      <thead>
        <tr>
          <th scope="col">{t("person")}</th>
          {showMail && <th scope="col">{t("email")}</th>}
          <th scope="col">{t("role")}</th>
          <th scope="col">{t("joined")}</th>
          {showDeeds && <th scope="col">{t("actions")}</th>}
        </tr>
      </thead>
      <tbody>
        {nodes.map((member) => (
          <tr key={member.id}>
            <th scope="row">{member.name} {member.isViewer && <span className="badge">{t("you")}</span>}</th>
            {showMail && <td className="break">{member.email}</td>}
            <td>{mayManage ? <RoleForm institution={institution.slug} member={member} /> : <RoleName role={member.role} />}</td>
            <td><Instant at={member.joinedAt} day /></td>
            {showDeeds && <td>{(mayManage || member.isViewer) && <EndForm institution={institution} member={member} />}</td>}
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function RoleName({ role }: Pick<Member, "role">) {
  const t = useTranslations();
  return t(`role.${role}`);
}

function RoleForm({ institution, member: { id, name, role } }: { institution: string; member: Member }) {
  const t = useTranslations("institution");
  const choices = useRoleChoices();
  return (
    <ActionForm key={role} action={changeMemberRole} className="form inline" label={t("changeOf", { name })}>
      <HiddenFields values={{ institution, member: id }} />
      <SelectField name="role" label={t("roleOf", { name })} hideLabel choices={choices} value={role} />
      <button type="submit" className="button" aria-label={t("changeOf", { name })}>{t("change")}</button>
    </ActionForm>
  );
}

function EndForm({ institution: { slug, name: institution }, member: { id, name, isViewer } }: { institution: InstitutionView; member: Member }) {
  const t = useTranslations("institution");
  const words = isViewer
    ? { open: t("leave"), label: t("leaveOf", { name: institution }), question: t("leaveQuestion", { institution }), confirm: t("leaveConfirm") }
    : { open: t("remove"), label: t("removeOf", { name }), question: t("removeQuestion", { name, institution }), confirm: t("removeConfirm") };
  return <ConfirmForm action={removeMember} {...words} hidden={{ institution: slug, member: id }} />;
}

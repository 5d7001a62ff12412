import { useTranslations } from "next-intl";
import { LocalLink } from "../../ui/local-link.tsx";
import { Section } from "../../ui/section.tsx";
import type { InstitutionView } from "./institution-facts.tsx";
import { InvitationTable } from "./invitation-table.tsx";
import { InviteForm } from "./invite-form.tsx";
import { MemberTable } from "./member-table.tsx";

/** For its members: who they are. For owners and the operator: whom they invite. */
export function InstitutionMembers({ institution, after }: { institution: InstitutionView; after: string | null }) {
  const t = useTranslations("institution");
  const { members, slug, viewerMay } = institution;
  const { hasNextPage, endCursor } = members.pageInfo;
  const page = `/institutions/${slug}`;
  return (
    <>
      <Section id="members" title={t("members")}>
        {members.nodes.length > 0 ? <MemberTable institution={institution} /> : <p className="muted">{t("noMembers")}</p>}
        {(after || hasNextPage) && (
          <div className="pager">
            {after && <LocalLink to={`${page}#members`}>{t("firstMembers")}</LocalLink>}
            {hasNextPage && <LocalLink to={`${page}?after=${encodeURIComponent(endCursor ?? "")}#members`}>{t("moreMembers")}</LocalLink>}
          </div>
        )}
      </Section>
      {viewerMay.includes("MANAGE_MEMBERS") && (
        <div className="split even">
          <Section id="invite" title={t("invite")}><InviteForm institution={slug} /></Section>
          <Section id="invitations" title={t("invitations")}><InvitationTable institution={institution} /></Section>
        </div>
      )}
    </>
  );
}

import { useTranslations } from "next-intl";
import type { PortalAccountQuery } from "@joulemark/client";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { Section } from "../../ui/section.tsx";

/** Where the reader works, as what; and what they have registered. */
export function AccountInstitutions({ viewer: { institutions, pendingInstitutions, isAdministrator } }: { viewer: NonNullable<PortalAccountQuery["viewer"]> }) {
  const t = useTranslations();
  const rows = [
    ...institutions.map(({ slug, name, role }) => ({ slug, name, part: `${t(`role.${role}`)}: ${t(`roleMeaning.${role}`)}` })),
    ...pendingInstitutions.filter(({ slug }) => !institutions.some((own) => own.slug === slug)).map(({ slug, name }) => ({ slug, name, part: t("account.pending") })),
  ];
  if (isAdministrator && rows.length === 0) return null;
  return (
    <Section id="institutions" title={t("account.institutions")} aside={<LocalLink to="/institutions" className="small">{t("account.toInstitutions")}</LocalLink>}>
      {rows.length === 0 ? <p className="muted">{t("account.noInstitutions")}</p> : (
        <DataTable caption={t("account.institutionsCaption")} label={t("account.institutions")}>
          <thead><tr><th scope="col">{t("institutions.name")}</th><th scope="col">{t("institutions.role")}</th></tr></thead>
          <tbody>
            {rows.map(({ slug, name, part }) => (
              <tr key={slug}><th scope="row"><LocalLink to={`/institutions/${slug}`} className="lead">{name}</LocalLink></th><td>{part}</td></tr>
            ))}
          </tbody>
        </DataTable>
      )}
    </Section>
  );
}

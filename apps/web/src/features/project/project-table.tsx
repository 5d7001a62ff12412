import { useLocale, useTranslations } from "next-intl";
import type { PortalProjectsQuery } from "@joulemark/client";
import { printCount } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";

interface ProjectTableProps {
  projects: PortalProjectsQuery["projects"]["nodes"];
  /** Slugs of the reader's institutions: an invitation of one of them is marked. */
  own: Set<string>;
}

/** Projects as rows: who works in them, how many experiments the reader may see, who sees them. */
export function ProjectTable({ projects, own }: ProjectTableProps) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <DataTable caption={t("projects.caption")} label={t("projects.title")}>
      <thead>
        <tr>
          <th scope="col" className="wide">{t("institution.project")}</th>
          <th scope="col" className="wide">{t("project.institutions")}</th>
          <th scope="col" className="number">{t("project.experiments")}</th>
          <th scope="col">{t("institution.visibility")}</th>
        </tr>
      </thead>
      <tbody>
        {projects.map(({ slug, name, isDemo, institutions, invitedInstitutions, experiments, visibility }) => (
          <tr key={slug}>
            <th scope="row" className="wide">
              <LocalLink to={`/projects/${slug}`} className="lead">{name}</LocalLink>{" "}
              {isDemo && <span className="badge">{t("institutions.demo")}</span>} {invitedInstitutions.some((invited) => own.has(invited.slug)) && <span className="badge">{t("institution.invitedTo")}</span>}
              <span className="sub">{slug}</span>
            </th>
            <td className="wide">{institutions.map((institution, index) => <span key={institution.slug}>{index > 0 && ", "}<LocalLink to={`/institutions/${institution.slug}`}>{institution.name}</LocalLink></span>)}</td>
            <td className="number">{printCount(experiments.totalCount, locale)}</td>
            <td>{t(`visibility.${visibility}`)}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

import { useTranslations } from "next-intl";
import type { PortalInstitutionsQuery, Role } from "@joulemark/client";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";

type Row = Pick<PortalInstitutionsQuery["institutions"]["nodes"][number], "slug" | "name" | "type" | "gridZone"> & { isDemo?: boolean; suspendedAt?: string | null };

interface InstitutionTableProps {
  institutions: Row[];
  caption: string;
  /** The reader's roles by slug; null: a stranger, or the operator. */
  roles: Map<string, Role> | null;
}

/** Institutions as rows, with the reader's role in them. */
export function InstitutionTable({ institutions, caption, roles }: InstitutionTableProps) {
  const t = useTranslations();
  return (
    <DataTable caption={caption} label={caption}>
      <thead>
        <tr>
          <th scope="col" className="wide">{t("institutions.name")}</th>
          <th scope="col">{t("institutions.type")}</th>
          <th scope="col">{t("institutions.zone")}</th>
          {roles && <th scope="col">{t("institutions.role")}</th>}
        </tr>
      </thead>
      <tbody>
        {institutions.map(({ slug, name, type, gridZone, isDemo, suspendedAt }) => {
          const role = roles?.get(slug);
          return (
            <tr key={slug}>
              <th scope="row" className="wide">
                <LocalLink to={`/institutions/${slug}`} className="lead">{name}</LocalLink>{" "}
                {isDemo && <span className="badge">{t("institutions.demo")}</span>} {suspendedAt && <span className="badge">{t("institutions.suspended")}</span>}
                <span className="sub">{slug}</span>
              </th>
              <td>{t(`institutionType.${type}`)}</td>
              <td>{gridZone ? <code>{gridZone}</code> : <span className="null">{t("institution.noZone")}</span>}</td>
              {roles && <td>{role && t(`role.${role}`)}</td>}
            </tr>
          );
        })}
      </tbody>
    </DataTable>
  );
}

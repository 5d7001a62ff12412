import { useLocale, useTranslations } from "next-intl";
import type { PortalModelsQuery } from "@joulemark/client";
import { printBytes, printCount } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { LocalLink } from "../../ui/local-link.tsx";

/** Entries of the registry, each with its newest version. */
export function ModelTable({ models }: { models: PortalModelsQuery["models"]["nodes"] }) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <DataTable caption={t("models.caption")} label={t("models.title")}>
      <thead>
        <tr>
          <th scope="col" className="wide">{t("models.model")}</th>
          <th scope="col">{t("models.institution")}</th>
          <th scope="col">{t("models.task")}</th>
          <th scope="col">{t("models.newest")}</th>
          <th scope="col" className="number">{t("result.parameterCount")}</th>
          <th scope="col" className="number">{t("result.size")}</th>
          <th scope="col">{t("models.visibility")}</th>
          <th scope="col">{t("models.added")}</th>
        </tr>
      </thead>
      <tbody>
        {models.map(({ id, name, institution, visibility, createdAt, versions }) => {
          const [newest] = versions.nodes;
          return (
            <tr key={id}>
              <th scope="row" className="wide"><LocalLink to={`/models/${id}`} className="lead">{name}</LocalLink><span className="sub">{t("models.versions", { count: versions.totalCount })}</span></th>
              <td><LocalLink to={`/institutions/${institution.slug}`}>{institution.name}</LocalLink>{institution.isDemo && <> <span className="badge">{t("board.demo")}</span></>}</td>
              <td>{newest?.task?.name}</td>
              <td>{newest?.label}</td>
              <td className="number">{newest && printCount(newest.parameterCount, locale)}</td>
              <td className="number">{newest && printBytes(newest.sizeBytes, locale)}</td>
              <td>{t(`visibility.${visibility}`)}</td>
              <td><Instant at={createdAt} /></td>
            </tr>
          );
        })}
      </tbody>
    </DataTable>
  );
}

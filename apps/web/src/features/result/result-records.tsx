import { useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";

/** The energy record of each run, with the checksum it is stored under. */
export function ResultRecords({ records }: { records: NonNullable<PortalResultQuery["result"]>["energyRecords"] }) {
  const t = useTranslations();
  if (records.length === 0) return <p className="muted">{t("result.noRecords")}</p>;
  return (
    <DataTable caption={t("result.recordsCaption")} label={t("result.records")}>
      <thead>
        <tr>
          <th scope="col">{t("runs.run")}</th>
          <th scope="col">{t("result.record")}</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {records.map(({ run, url, sha256 }) => (
          <tr key={run.id}>
            <th scope="row"><LocalLink to={`/runs/${run.id}`}>{t("runs.seedOf", { seed: String(run.seed) })}</LocalLink></th>
            <td><a href={url} download>energy-record.json</a></td>
            <td className="mono break">{sha256}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

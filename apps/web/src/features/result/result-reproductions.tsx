import { useLocale, useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { printFigure } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";

/** What other institutions found when they repeated it. */
export function ResultReproductions({ reproductions }: { reproductions: NonNullable<PortalResultQuery["result"]>["reproductions"] }) {
  const t = useTranslations();
  const locale = useLocale();
  const figure = (value: number | null): string => (value === null ? t("quantity.notMeasured") : printFigure(value, null, locale).value);
  if (reproductions.length === 0) return <p className="muted">{t("result.noReproductions")}</p>;
  return (
    <DataTable caption={t("result.reproductionsCaption")} label={t("result.reproductions")}>
      <thead>
        <tr>
          <th scope="col">{t("result.institution")}</th>
          <th scope="col">{t("result.verdict")}</th>
          <th scope="col" className="number">{t("result.metricDelta")}</th>
          <th scope="col" className="number">{t("result.energyRatio")}</th>
          <th scope="col">{t("result.date")}</th>
        </tr>
      </thead>
      <tbody>
        {reproductions.map((reproduction) => (
          <tr key={reproduction.institution.slug + reproduction.at}>
            <th scope="row">{reproduction.institution.name}</th>
            <td>{t(`verdict.${reproduction.verdict}`)}</td>
            <td className="number">{figure(reproduction.metricDelta)}</td>
            <td className="number">{figure(reproduction.energyRatio)}</td>
            <td><Instant at={reproduction.at} day /></td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

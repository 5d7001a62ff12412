import { useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { DataTable } from "../../ui/data-table.tsx";
import { FigureHead, QuantityRow } from "../figures/figure-table.tsx";

/** Costs by kind; they are of different windows and are not added up. */
export function ResultCosts({ costs }: { costs: NonNullable<PortalResultQuery["result"]>["costs"] }) {
  const t = useTranslations();
  if (costs.length === 0) return <p className="muted">{t("result.noCosts")}</p>;
  return (
    <DataTable caption={t("result.costsCaption")} label={t("result.costs")}>
      <FigureHead first={t("result.kindColumn")} />
      <tbody>
        {costs.map(({ kind, amount }) => <QuantityRow key={kind} name={t(`costKind.${kind}`)} quantity={amount} />)}
      </tbody>
    </DataTable>
  );
}

import { useTranslations } from "next-intl";
import type { PortalLadderStepFragment } from "@joulemark/client";
import { DataTable } from "../../ui/data-table.tsx";

/** The steps down to each meter with their reasons, and what would have spared them; folded until asked for. */
export function LadderSteps({ ladder }: { ladder: PortalLadderStepFragment[] }) {
  const t = useTranslations("energyAccount");
  const name = useTranslations();
  if (ladder.length === 0) return null;
  const nameOf = (component: string): string => name(`energyAccount.component.${component as "cpu"}`);
  return (
    <details>
      <summary>{t("ladder")}</summary>
      <DataTable caption={t("ladderCaption")} label={t("ladder")}>
        <thead>
          <tr>
            <th scope="col">{t("componentColumn")}</th>
            <th scope="col">{t("meter")}</th>
            <th scope="col" className="nowrap">{t("outcome")}</th>
            <th scope="col" className="wide">{t("reason")}</th>
          </tr>
        </thead>
        <tbody>
          {ladder.map(({ component, method, taken, reason, remedy }, index) => (
            <tr key={index}>
              <th scope="row" className="nowrap">{nameOf(component)}</th>
              <td className="mono nowrap">{method}</td>
              <td className="nowrap">{taken ? t("taken") : t("notTaken")}</td>
              <td className="wide small break">{reason}{remedy && <span className="sub">{t("remedy")} <code>{remedy}</code></span>}</td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </details>
  );
}

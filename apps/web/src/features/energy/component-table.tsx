import { useLocale, useTranslations } from "next-intl";
import type { PortalComponentFragment, PortalLadderStepFragment } from "@joulemark/client";
import { printFigure, printPercent } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { FigureHead, QuantityRow } from "../figures/figure-table.tsx";

interface ComponentTableProps {
  components: PortalComponentFragment[];
  ladder: PortalLadderStepFragment[];
  caption: string;
}

/** A row a component: its joules with interval, method, boundary and source; where it was not measured, the reason that the ladder gives. */
export function ComponentTable({ components, ladder, caption }: ComponentTableProps) {
  const t = useTranslations("energyAccount");
  const name = useTranslations();
  const locale = useLocale();
  const nameOf = (component: string): string => name(`energyAccount.component.${component as "cpu"}`);
  // A machine without a counter over all of it is told by its parts.
  const shown = components.filter(({ name, energy }) => energy !== null || name !== "machine");
  return (
    <DataTable caption={caption} label={caption}>
      <FigureHead first={t("componentColumn")} />
      <tbody>
        {shown.map(({ name, energy, attribution }, index) => energy ? (
          <QuantityRow key={index} name={nameOf(name)} quantity={{
            ...energy,
            source: attribution
              ? `${energy.source}. ${t("attribution", { share: printPercent(attribution.share, locale), machine: printFigure(attribution.machineJoules, null, locale).value, idle: printFigure(attribution.idleJoules, null, locale).value, unallocated: printFigure(attribution.unallocatedJoules, null, locale).value })}`
              : energy.source,
          }} />
        ) : (
          <tr key={index}>
            <th scope="row" className="nowrap">{nameOf(name)}</th>
            <td className="number null">{t("notMeasured")}</td>
            <td colSpan={3} />
            <td className="wide small break">{ladder.findLast(({ component }) => component === name)?.reason}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

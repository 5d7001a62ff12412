import { useLocale, useTranslations } from "next-intl";
import type { PortalResultRowFragment } from "@joulemark/client";
import { printFigure } from "../../lib/format.ts";
import { printedMetric, unitText } from "../../lib/quantity.ts";
import type { Quantity } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { MethodBadge } from "../../ui/method-badge.tsx";
import { useMetricName, useTechniqueName } from "../../ui/names.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { shortName } from "../board/short-name.ts";

/** Results as rows; they may be of several tasks and methods, so each cell says its own. */
export function ResultTable({ results, caption }: { results: PortalResultRowFragment[]; caption: string }) {
  const t = useTranslations();
  const techniqueName = useTechniqueName();
  return (
    <DataTable caption={caption} label={caption}>
      <thead>
        <tr>
          <th scope="col" className="wide">{t("board.result")}</th>
          <th scope="col">{t("runs.state")}</th>
          <th scope="col">{t("boards.task")}</th>
          <th scope="col" className="number">{t("quantity.quality")}</th>
          <th scope="col" className="number">{t("quantity.trainingEnergy")}</th>
          <th scope="col" className="number">{t("quantity.inferenceEnergyPerThousand")}</th>
        </tr>
      </thead>
      <tbody>
        {results.map((result) => (
          <tr key={result.id}>
            <th scope="row" className="wide">
              <LocalLink to={`/results/${result.id}`} className="lead">{result.experiment.name}</LocalLink>
              <span className="sub">{shortName(result, techniqueName)} · {result.institution.name}</span>
            </th>
            <td><StateMark state={result.state} text={t(`resultState.${result.state}`)} /></td>
            <td>{result.task.name}</td>
            <MetricsCell result={result} />
            <EnergyCell quantity={result.trainingEnergy} />
            <EnergyCell quantity={result.inferenceEnergyPerThousand} />
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function MetricsCell({ result }: { result: PortalResultRowFragment }) {
  const t = useTranslations("quantity");
  const locale = useLocale();
  const metricName = useMetricName();
  const [metric] = result.metrics;
  if (!metric) return <td className="number null">{t("notMeasured")}</td>;
  const { value, bounds, unit } = printedMetric(metric);
  const printed = printFigure(value, bounds, locale);
  return (
    <td className="number">
      <span className="lead">{printed.value}</span> {unit}
      <span className="sub">{metricName(metric.name)}{printed.interval && ` ${printed.interval}`}</span>
    </td>
  );
}

function EnergyCell({ quantity }: { quantity: Quantity | null }) {
  const t = useTranslations("quantity");
  const locale = useLocale();
  if (!quantity) return <td className="number null">{t("notMeasured")}</td>;
  const { value, interval } = printFigure(quantity.value, quantity.interval, locale);
  return (
    <td className="number">
      {value} {unitText(quantity.unit)}
      {interval && <span className="sub">{interval}</span>}
      <MethodBadge method={quantity.method} boundary={quantity.boundary} />
    </td>
  );
}

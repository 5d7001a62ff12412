import { useLocale, useTranslations } from "next-intl";
import { capitalized, printFigure, printPercent } from "../../lib/format.ts";
import type { Metric, Quantity } from "../../lib/quantity.ts";
import { printedMetric, unitText } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { useMetricName } from "../../ui/names.ts";

/** Names of `messages.quantity` that stand in a figure table. */
export type QuantityName = "trainingEnergy" | "inferenceEnergyPerThousand" | "searchEnergy" | "lostEnergy" | "carbon" | "cost";

interface FigureTableProps {
  caption: string;
  metrics: Metric[];
  quantities: [name: QuantityName, quantity: Quantity | null][];
}

/** Figures in full: value, unit, interval, method, boundary, source. Null stands as "not measured". */
export function FigureTable({ caption, metrics, quantities }: FigureTableProps) {
  const t = useTranslations("quantity");
  const locale = useLocale();
  const metricName = useMetricName();
  return (
    <DataTable caption={caption} label={caption}>
      <FigureHead first={t("name")} />
      <tbody>
        {metrics.map((metric) => <MetricRow key={metric.name} metric={metric} name={capitalized(metricName(metric.name), locale)} />)}
        {quantities.map(([name, quantity]) => <QuantityRow key={name} name={t(name)} quantity={quantity} />)}
      </tbody>
    </DataTable>
  );
}

/** The head that `QuantityRow` fits under. */
export function FigureHead({ first }: { first: string }) {
  const t = useTranslations("quantity");
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        <th scope="col" className="number">{t("value")}</th>
        <th scope="col" className="number">{t("interval")}</th>
        <th scope="col" className="nowrap">{t("method")}</th>
        <th scope="col" className="nowrap">{t("boundary")}</th>
        <th scope="col" className="wide">{t("source")}</th>
      </tr>
    </thead>
  );
}

/** One measurement in full. @param about stands below its name */
export function QuantityRow({ name, about, quantity }: { name: string; about?: string; quantity: Quantity | null }) {
  const t = useTranslations();
  const locale = useLocale();
  const head = <th scope="row" className="nowrap">{name}{about && <span className="sub">{about}</span>}</th>;
  if (!quantity) return <tr>{head}<td className="number null">{t("quantity.notMeasured")}</td><td colSpan={4} /></tr>;
  const { value, interval } = printFigure(quantity.value, quantity.interval, locale);
  return (
    <tr>
      {head}
      <td className="number"><span className="lead">{value}</span> {unitText(quantity.unit)}</td>
      <IntervalCell interval={interval} level={quantity.interval?.level ?? null} />
      <td className="nowrap">{t(`method.${quantity.method}`)}</td>
      <td className="nowrap">{quantity.boundary ? t(`boundary.${quantity.boundary}`) : ""}</td>
      <td className="wide small break">{quantity.source}</td>
    </tr>
  );
}

function MetricRow({ metric, name }: { metric: Metric; name: string }) {
  const locale = useLocale();
  const { value, bounds, unit } = printedMetric(metric);
  const printed = printFigure(value, bounds, locale);
  return (
    <tr>
      <th scope="row" className="nowrap">{name}</th>
      <td className="number"><span className="lead">{printed.value}</span> {unit}</td>
      <IntervalCell interval={printed.interval} level={metric.interval?.level ?? null} />
      <td colSpan={3} />
    </tr>
  );
}

function IntervalCell({ interval, level }: { interval: string | null; level: number | null }) {
  const t = useTranslations("quantity");
  const locale = useLocale();
  if (interval === null || level === null) return <td className="number null">{t("noInterval")}</td>;
  return <td className="number">{interval} <span className="muted small">({printPercent(level, locale)})</span></td>;
}

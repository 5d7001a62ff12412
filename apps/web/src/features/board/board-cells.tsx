import { useLocale, useTranslations } from "next-intl";
import { printFigure } from "../../lib/format.ts";
import type { Bounds } from "../../lib/precision.ts";
import type { Metric, Quantity } from "../../lib/quantity.ts";
import { printedMetric, unitText } from "../../lib/quantity.ts";
import { IntervalBar } from "../../ui/interval-bar.tsx";
import { MethodBadge } from "../../ui/method-badge.tsx";
import type { Column } from "./column.ts";

interface QuantityCellProps {
  quantity: Quantity | null;
  column: Column;
  /** Whether the cell itself must say its method. */
  method: boolean;
  hue: "energy" | "plain";
}

/** A measurement in a column: value, interval, where it stands among the others. */
export function QuantityCell({ quantity, column, method, hue }: QuantityCellProps) {
  const t = useTranslations("quantity");
  const locale = useLocale();
  if (!quantity) return <td className="number null">{t("notMeasured")}</td>;
  const scaled = (number: number): number => number / 10 ** column.exponent;
  const bounds = quantity.interval && { low: scaled(quantity.interval.low), high: scaled(quantity.interval.high) };
  const { value, interval } = printFigure(scaled(quantity.value), bounds, locale);
  return (
    <td className="number">
      {value}{column.unit === null && ` ${unitText(quantity.unit)}`}
      {interval && <span className="sub">{interval}</span>}
      {hue === "energy" && <IntervalBar value={quantity.value} bounds={quantity.interval} domain={column.domain} scale="log" hue={hue} />}
      {method && <MethodBadge method={quantity.method} boundary={quantity.boundary} />}
    </td>
  );
}

/** A metric in a column; percent where it is a share. */
export function MetricCell({ metric, domain }: { metric: Metric; domain: Bounds }) {
  const locale = useLocale();
  const { value, bounds, unit } = printedMetric(metric);
  const printed = printFigure(value, bounds, locale);
  return (
    <td className="number">
      <span className="lead">{printed.value}</span>{unit && ` ${unit}`}
      {printed.interval && <span className="sub">{printed.interval}</span>}
      <IntervalBar value={metric.value} bounds={metric.interval} domain={domain} scale="linear" hue="quality" />
    </td>
  );
}

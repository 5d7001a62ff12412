import { useLocale, useTranslations } from "next-intl";
import { printFigure, printPercent } from "../lib/format.ts";
import type { Metric, Quantity } from "../lib/quantity.ts";
import { printedMetric, unitText } from "../lib/quantity.ts";
import { MethodBadge } from "./method-badge.tsx";

/** A large figure of a strip: value and unit, interval, method. */
export function QuantityFigure({ name, quantity }: { name: string; quantity: Quantity | null }) {
  const t = useTranslations("quantity");
  const locale = useLocale();
  if (!quantity) return <div><dt>{name}</dt><dd className="null">{t("notMeasured")}</dd></div>;
  const printed = printFigure(quantity.value, quantity.interval, locale);
  return (
    <div>
      <dt>{name}</dt>
      <dd className="big">{printed.value} <span className="unit">{unitText(quantity.unit)}</span></dd>
      <IntervalLine interval={printed.interval} level={quantity.interval?.level ?? null} />
      <dd><MethodBadge method={quantity.method} boundary={quantity.boundary} /></dd>
    </div>
  );
}

/** A large figure of quality. */
export function MetricFigure({ name, metric, note }: { name: string; metric: Metric; note?: string }) {
  const locale = useLocale();
  const { value, bounds, unit } = printedMetric(metric);
  const printed = printFigure(value, bounds, locale);
  return (
    <div>
      <dt>{name}</dt>
      <dd className="big">{printed.value} <span className="unit">{unit}</span></dd>
      <IntervalLine interval={printed.interval} level={metric.interval?.level ?? null} />
      {note && <dd className="interval">{note}</dd>}
    </div>
  );
}

function IntervalLine({ interval, level }: { interval: string | null; level: number | null }) {
  const t = useTranslations("quantity");
  const locale = useLocale();
  if (interval === null || level === null) return <dd className="interval">{t("noInterval")}</dd>;
  return <dd className="interval"><span className="nowrap">{interval}</span> ({printPercent(level, locale)})</dd>;
}

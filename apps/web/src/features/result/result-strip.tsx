import { useLocale, useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { capitalized, printBytes, printCount } from "../../lib/format.ts";
import { useMetricName } from "../../ui/names.ts";
import { MetricFigure, QuantityFigure } from "../../ui/quantity-figure.tsx";

/** A result at a glance. */
export function ResultStrip({ result }: { result: NonNullable<PortalResultQuery["result"]> }) {
  const t = useTranslations();
  const locale = useLocale();
  const metricName = useMetricName();
  const [metric] = result.metrics;
  const seeds = result.runs.totalCount;
  return (
    <dl className="strip">
      {metric && <MetricFigure name={capitalized(metricName(metric.name), locale)} metric={metric} note={seeds === 1 ? t("board.oneSeed") : t("board.seeds", { count: seeds })} />}
      <QuantityFigure name={t("quantity.trainingEnergy")} quantity={result.trainingEnergy} />
      <QuantityFigure name={t("quantity.inferenceEnergyPerThousand")} quantity={result.inferenceEnergyPerThousand} />
      <QuantityFigure name={t("quantity.carbon")} quantity={result.carbon} />
      <QuantityFigure name={t("quantity.cost")} quantity={result.cost} />
      <div>
        <dt>{t("result.parameterCount")}</dt>
        <dd className="big">{printCount(result.modelVersion.parameterCount, locale)}</dd>
        <dd className="interval">{printBytes(result.modelVersion.sizeBytes, locale)}</dd>
      </div>
    </dl>
  );
}

import { useLocale, useTranslations } from "next-intl";
import { pageTheme, trainingCurvesChart } from "@joulemark/charts";
import type { MeasurementBoundary, MeasurementMethod } from "@joulemark/client";
import { printFigure } from "../../lib/format.ts";
import { ChartFigure } from "../../ui/chart-figure.tsx";
import { MethodBadge } from "../../ui/method-badge.tsx";
import type { PowerEvent } from "./watts.ts";
import { wattsOf } from "./watts.ts";

interface RunPowerProps {
  events: PowerEvent[];
  /** Of the run's energy; null until it has ended. */
  measured: { method: MeasurementMethod; boundary: MeasurementBoundary | null } | null;
}

/** Power over time, drawn on the server from the joules that the run's events tell. */
export function RunPower({ events, measured }: RunPowerProps) {
  const t = useTranslations("run");
  const locale = useLocale();
  const segments = wattsOf(events);
  const last = segments.at(-1)?.at(-1);
  if (!last) return <p className="muted">{t("noPower")}</p>;
  const options = { description: t("powerDescription", { value: printFigure(last.value, null, locale).value }), stepAxis: t("timeAxis"), valueAxis: t("powerAxis"), theme: pageTheme, limits: { min: 0 }, fromZero: true };
  const named = segments.map((points, index) => ({ name: t("powerPart", { number: index + 1 }), points }));
  return (
    <ChartFigure
      chart={(size) => trainingCurvesChart(named, { ...options, ...size })} wide={{ width: 700, height: 180 }} narrow={{ width: 270, height: 170 }}
      caption={<>{measured ? <MethodBadge {...measured} /> : t("powerUnknown")} {t("powerNote")}</>}
    />
  );
}

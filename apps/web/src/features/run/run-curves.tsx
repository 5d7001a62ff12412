import { useLocale, useTranslations } from "next-intl";
import { pageTheme, trainingCurvesChart } from "@joulemark/charts";
import { printFigure } from "../../lib/format.ts";
import { ChartFigure } from "../../ui/chart-figure.tsx";
import type { CurveEvent, RunCurves as Curves, SplitCurve } from "./curves.ts";
import { curvesOf } from "./curves.ts";

/** How each quantity is drawn. */
const charts: { quantity: keyof Curves; name: "loss" | "accuracy" | "energy"; limits?: { min?: number; max?: number }; format?: string; legendAt?: "bottom-right" }[] = [
  { quantity: "loss", name: "loss", limits: { min: 0 } },
  { quantity: "accuracy", name: "accuracy", limits: { min: 0, max: 1 }, format: ".3~p", legendAt: "bottom-right" },
  { quantity: "energyJoules", name: "energy", limits: { min: 0 } },
];

/** Loss, accuracy and energy so far over the steps, drawn on the server from the events. */
export function RunCurves({ events, totalSteps }: { events: CurveEvent[]; totalSteps: number | null }) {
  const t = useTranslations("run");
  const locale = useLocale();
  const curves = curvesOf(events);
  const shown = charts.filter(({ quantity }) => curves[quantity].length > 0);
  if (shown.length === 0) return <p className="muted">{t("noCurves")}</p>;

  const describe = (quantity: string, series: SplitCurve[]): string => t("curveDescription", {
    quantity, last: series.map(({ split, points }) => t("curveLast", { series: t(split), value: printFigure(points.at(-1)!.value, null, locale).value })).join("; "),
  });
  return (
    <>
      <div className="chart-row">
        {shown.map(({ quantity, name, limits, format, legendAt }) => {
          const options = {
            description: describe(t(`${name}Title`), curves[quantity]), stepAxis: t("stepAxis"), valueAxis: t(`${name}Axis`), theme: pageTheme,
            ...(limits ? { limits } : {}), ...(format ? { format } : {}), ...(legendAt ? { legendAt } : {}), ...(totalSteps ? { totalSteps } : {}),
          };
          const named = curves[quantity].map(({ split, points }) => ({ name: t(split), points }));
          return (
            <div key={quantity} className="section">
              <h3>{t(`${name}Title`)}</h3>
              <ChartFigure chart={(size) => trainingCurvesChart(named, { ...options, ...size })} wide={{ width: 340, height: 200 }} narrow={{ width: 270, height: 170 }} />
            </div>
          );
        })}
      </div>
      <p className="small muted">{t("curvesNote", { count: events.length })}</p>
    </>
  );
}

import { useTranslations } from "next-intl";
import { pageTheme, trainingCurvesChart } from "@joulemark/charts";
import type { Curve } from "@joulemark/charts";
import { ChartFigure } from "../../ui/chart-figure.tsx";
import type { RunCurves } from "../run/curves.ts";
import { curvesOf } from "../run/curves.ts";
import type { ComparedRun } from "./compare-runs.ts";

const charts: { quantity: keyof RunCurves; name: "loss" | "accuracy" | "energy"; limits: { min: number; max?: number }; format?: string; legendAt?: "bottom-right" | "top-left" }[] = [
  { quantity: "loss", name: "loss", limits: { min: 0 } },
  { quantity: "accuracy", name: "accuracy", limits: { min: 0, max: 1 }, format: ".3~p", legendAt: "bottom-right" },
  { quantity: "energyJoules", name: "energy", limits: { min: 0 }, legendAt: "top-left" },
];

/** Training curves of the runs in one plot each, named by their numbers in the tables. */
export function ComparedCurves({ runs }: { runs: ComparedRun[] }) {
  const t = useTranslations();
  const all = runs.map((run) => curvesOf(run.recentEvents));
  const shown = charts.map((chart) => ({ ...chart, curves: all.flatMap((curves, index): Curve[] => curves[chart.quantity].filter(({ split }) => split === "training").map(({ points }) => ({ name: String(index + 1), points }))) })).filter(({ curves }) => curves.length > 0);
  if (shown.length === 0) return <p className="muted">{t("run.noCurves")}</p>;
  return (
    <>
      <div className="chart-row">
        {shown.map(({ quantity, name, curves, limits, format, legendAt }) => (
          <div key={quantity} className="section">
            <h3>{t(`run.${name}Title`)}</h3>
            <ChartFigure
              chart={(size) => trainingCurvesChart(curves, {
                description: t("compare.curveDescription", { quantity: t(`run.${name}Title`), count: curves.length }), stepAxis: t("run.stepAxis"), valueAxis: t(`run.${name}Axis`),
                theme: pageTheme, limits, ...(format ? { format } : {}), ...(legendAt ? { legendAt } : {}), ...size,
              })}
              wide={{ width: 340, height: 220 }} narrow={{ width: 270, height: 180 }}
            />
          </div>
        ))}
      </div>
      <p className="small muted">{t("compare.curvesNote")}</p>
    </>
  );
}

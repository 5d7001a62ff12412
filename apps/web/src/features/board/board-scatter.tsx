import { useLocale, useTranslations } from "next-intl";
import type { PortalBoardQuery } from "@joulemark/client";
import { energyAccuracyChart, pageTheme, plottableRows } from "@joulemark/charts";
import { capitalized, printPercent } from "../../lib/format.ts";
import { ChartFigure } from "../../ui/chart-figure.tsx";
import { useMetricName, useTechniqueName } from "../../ui/names.ts";
import { Section } from "../../ui/section.tsx";
import { shortName } from "./short-name.ts";

interface BoardScatterProps {
  board: NonNullable<PortalBoardQuery["leaderboard"]>;
  /** Of the plot on wide screens, in pixels. */
  width: number;
  captionBeside?: boolean;
}

/** Energy against quality of a board's rows. What has no measured energy is not drawn, and its number is said. */
export function BoardScatter({ board, width, captionBeside = false }: BoardScatterProps) {
  const t = useTranslations();
  const locale = useLocale();
  const techniqueName = useTechniqueName();
  const metric = useMetricName()(board.task.metric.name);
  const rows = board.rows.nodes.map((row) => ({
    label: shortName(row.result, techniqueName), energyJoules: row.trainingEnergy, accuracy: row.quality, paretoOptimal: row.paretoOptimal,
  }));
  const drawn = plottableRows(rows);
  const leftOut = rows.length - drawn.length;
  const level = printPercent(rows.find((row) => row.accuracy.interval)?.accuracy.interval?.level ?? 0.95, locale);
  const text = {
    description: t("scatter.description", {
      count: drawn.length, metric, pareto: drawn.filter((row) => row.paretoOptimal).map((row) => row.label).join("; ") || t("scatter.none"),
    }),
    energyAxis: t("scatter.energyAxis"), accuracyAxis: capitalized(metric, locale), paretoOptimal: t("board.pareto"), dominated: t("board.dominated"),
  };
  return (
    <Section id="scatter" title={t("scatter.title", { metric })}>
      <ChartFigure
        chart={(size) => energyAccuracyChart(rows, { text, theme: pageTheme, ...size })}
        wide={{ width, height: 330 }} narrow={{ width: 290, height: 290 }}
        caption={t("scatter.caption", { level, leftOut })} captionBeside={captionBeside}
      />
    </Section>
  );
}

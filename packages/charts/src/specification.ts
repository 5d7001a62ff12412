import type { TopLevelSpec } from "vega-lite";
import type { ChartTheme } from "./theme.ts";

/** A Vega-Lite v5 specification: plain JSON that notebooks, editors and `drawSvg` read alike. */
export type ChartSpecification = TopLevelSpec;

/** v5 and not v6: VS Code, Altair 5 and JupyterLab read v5; v6 has another MIME type. */
export const schemaAddress = "https://vega.github.io/schema/vega-lite/v5.json";

/** What every chart of ours shares: quiet axes, no frame, one type face. */
export function chartConfig(theme: ChartTheme): NonNullable<TopLevelSpec["config"]> {
  return {
    background: theme.background ?? "transparent",
    font: theme.fontFamily,
    view: { stroke: null },
    axis: {
      labelColor: theme.muted,
      titleColor: theme.ink,
      domainColor: theme.muted,
      tickColor: theme.muted,
      gridColor: theme.rule,
      gridWidth: 0.75,
      tickSize: 4,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: 500,
      titlePadding: 8,
    },
    legend: { labelColor: theme.ink, titleColor: theme.ink, labelFontSize: 11, symbolSize: 70 },
  };
}

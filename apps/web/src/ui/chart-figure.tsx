import type { ReactNode } from "react";
import type { ChartSpecification } from "@joulemark/charts";
import { drawSvg } from "@joulemark/charts/svg";

interface ChartFigureProps {
  /** Makes the specification for a plot of the size given, in pixels. */
  chart: (size: { width: number; height: number }) => ChartSpecification;
  wide: { width: number; height: number };
  narrow: { width: number; height: number };
  caption?: ReactNode;
  /** On wide screens the caption stands at the chart's side. */
  captionBeside?: boolean;
}

/**
 * A chart drawn here, on the server: no script reaches the browser. It is drawn for wide and for narrow screens,
 * because letters that shrink with the picture cannot be read; the one that is not shown is hidden from everyone.
 */
export async function ChartFigure({ chart, wide, narrow, caption, captionBeside = false }: ChartFigureProps) {
  const [wideSvg, narrowSvg] = await Promise.all([drawSvg(chart(wide)), drawSvg(chart(narrow))]);
  return (
    <figure className={captionBeside ? "chart beside" : "chart"}>
      <div className="wide" dangerouslySetInnerHTML={{ __html: wideSvg }} />
      <div className="narrow" dangerouslySetInnerHTML={{ __html: narrowSvg }} />
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

import type { ChartSpecification } from "./specification.ts";
import { chartConfig, schemaAddress } from "./specification.ts";
import { linearDomain } from "./scale.ts";
import { thin } from "./thin.ts";
import type { ChartTheme } from "./theme.ts";
import { lightTheme } from "./theme.ts";

/** One reading of one series, e.g. the training loss at a step. */
export interface CurvePoint {
  step: number;
  value: number;
}

/** A named series. The first is drawn solid, the second dashed, the third dotted; further ones take each colour with another dash. */
export interface Curve {
  name: string;
  points: CurvePoint[];
}

export interface TrainingCurvesOptions {
  description: string;
  stepAxis: string;
  valueAxis: string;
  /** Hard limits of the quantity, e.g. 0 and 1 for an accuracy. */
  limits?: { min?: number; max?: number };
  /** Begins the axis at 0, so that heights can be compared. */
  fromZero?: boolean;
  /** d3 number format of the values. */
  format?: string;
  /** Keeps the axis to the whole run while it is still going. */
  totalSteps?: number;
  /** Corner of the plot for the names of several series: where the curves leave room. */
  legendAt?: "top-left" | "top-right" | "bottom-right";
  width?: number;
  height?: number;
  theme?: ChartTheme;
}

const mostPoints = 400;
/** Four kinds with three colours tell twelve series apart. */
const dashKinds = [[1, 0], [5, 3], [1.5, 2.5], [9, 2, 2, 2]];

/**
 * Curves of one quantity of one run over its steps. A legend names them, and dashes tell them apart without colour;
 * series of more than 400 readings are thinned, keeping extremes.
 */
export function trainingCurvesChart(curves: Curve[], options: TrainingCurvesOptions): ChartSpecification {
  const { width = 420, height = 180, theme = lightTheme, format = ",~f" } = options;
  const drawn = curves.filter((curve) => curve.points.length > 0).map((curve) => ({ ...curve, points: thin(curve.points, mostPoints) }));
  const names = drawn.map((curve) => curve.name);
  const values = drawn.flatMap((curve) => curve.points.map((point) => ({ ...point, series: curve.name })));
  const range = linearDomain([...(options.fromZero ? [0] : []), ...values.map((point) => point.value)], options.limits);
  const lastStep = Math.max(options.totalSteps ?? 0, ...values.map((point) => point.step), 1);

  const x = { field: "step", type: "quantitative", scale: { domainMin: 0, domainMax: lastStep, nice: false },
    axis: { title: options.stepAxis, grid: false, tickCount: 5, format: "~s", labelOverlap: "greedy" } } as const;
  const y = { field: "value", type: "quantitative", scale: { domainMin: range.low, domainMax: range.high, zero: false, nice: false },
    axis: { title: options.valueAxis, tickCount: 4, format } } as const;
  const legend = names.length < 2 ? null : ({ title: null, orient: options.legendAt ?? "top-right", symbolType: "stroke", symbolSize: 200, offset: 4, rowPadding: 6 } as const);

  const colours = names.map((_, index) => [theme.primary, theme.secondary, theme.tertiary][index % 3]!);
  const dashes = names.map((_, index) => dashKinds[((index % 3) + Math.floor(index / 3)) % dashKinds.length]!);
  const colour = { field: "series", type: "nominal", legend, scale: { domain: names, range: colours } } as const;
  const dash = { field: "series", type: "nominal", legend, scale: { domain: names, range: dashes } } as const;

  return {
    $schema: schemaAddress,
    description: options.description,
    width, height,
    padding: 4,
    config: chartConfig(theme),
    data: { values },
    layer: [
      { mark: { type: "line", strokeWidth: 1.6, interpolate: "linear", aria: false },
        encoding: { x, y, color: colour, strokeDash: dash } },
      // A series of one reading has no line: its points are drawn.
      { transform: [{ joinaggregate: [{ op: "count", as: "readings" }], groupby: ["series"] }, { filter: "datum.readings < 3" }],
        mark: { type: "point", filled: true, size: 40, opacity: 1, aria: false },
        encoding: { x, y, color: colour } },
    ],
  };
}

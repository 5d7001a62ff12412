import type { ChartSpecification } from "./specification.ts";
import { chartConfig, schemaAddress } from "./specification.ts";
import type { LabelSide } from "./labels.ts";
import { placeLabels } from "./labels.ts";
import { linearDomain, logDomain, logTicks } from "./scale.ts";
import type { ChartTheme } from "./theme.ts";
import { lightTheme } from "./theme.ts";

interface Quantity {
  value: number;
  interval: { low: number; high: number } | null;
}

/** One result of a board. */
export interface EnergyAccuracyRow {
  label: string;
  /** J; null where not measured. */
  energyJoules: Quantity | null;
  /** A share between 0 and 1. */
  accuracy: Quantity;
  paretoOptimal: boolean;
}

/** Words of the chart, in the reader's language. */
export interface EnergyAccuracyText {
  description: string;
  energyAxis: string;
  accuracyAxis: string;
  paretoOptimal: string;
  dominated: string;
}

export interface EnergyAccuracyOptions {
  text: EnergyAccuracyText;
  /** Size of the plot itself in pixels, without axes. */
  width?: number;
  height?: number;
  theme?: ChartTheme;
}

/** Rows a logarithmic energy axis can show: measured, and more than 0 J. */
export const plottableRows = (rows: EnergyAccuracyRow[]): (EnergyAccuracyRow & { energyJoules: Quantity })[] =>
  rows.filter((row): row is EnergyAccuracyRow & { energyJoules: Quantity } => row.energyJoules !== null && row.energyJoules.value > 0);

type Point = {
  label: string; kind: string; stroke: string; fill: string; energy: number; energyLow: number; energyHigh: number;
  accuracy: number; accuracyLow: number; accuracyHigh: number; pareto: boolean;
};

function pointOf(row: EnergyAccuracyRow & { energyJoules: Quantity }, text: EnergyAccuracyText, theme: ChartTheme): Point {
  const { value, interval } = row.energyJoules;
  return {
    label: row.label,
    kind: row.paretoOptimal ? text.paretoOptimal : text.dominated,
    stroke: row.paretoOptimal ? theme.primary : theme.tertiary,
    fill: row.paretoOptimal ? theme.primary : theme.halo,
    energy: value,
    // An interval that reaches 0 J has no place on a logarithmic axis: it is drawn to a tenth of the value.
    energyLow: Math.max(interval?.low ?? value, value / 10),
    energyHigh: interval?.high ?? value,
    accuracy: row.accuracy.value,
    accuracyLow: row.accuracy.interval?.low ?? row.accuracy.value,
    accuracyHigh: row.accuracy.interval?.high ?? row.accuracy.value,
    pareto: row.paretoOptimal,
  };
}

const dx = (side: LabelSide): number => (side.horizontal === "right" ? 8 : -8);
const dy = (side: LabelSide): number => (side.vertical === "above" ? -9 : 11);

/**
 * Energy against accuracy, each with its interval. Pareto-optimal results are filled diamonds with a label,
 * joined by a dashed line; the others are hollow circles: shape and label carry it, colour only helps.
 * Rows without a measured energy are left out; say so beside the chart.
 */
export function energyAccuracyChart(rows: EnergyAccuracyRow[], options: EnergyAccuracyOptions): ChartSpecification {
  const { text, width = 520, height = 320, theme = lightTheme } = options;
  const points = plottableRows(rows).map((row) => pointOf(row, text, theme));
  const energy = logDomain(points.flatMap((point) => [point.energyLow, point.energyHigh]));
  const accuracy = linearDomain(points.flatMap((point) => [point.accuracyLow, point.accuracyHigh]), { min: 0, max: 1 });

  const labelled = points.filter((point) => point.pareto);
  const placed = placeLabels(
    labelled.map((point) => ({
      text: point.label,
      x: Math.log(point.energy / energy.low) / Math.log(energy.high / energy.low),
      y: (point.accuracy - accuracy.low) / (accuracy.high - accuracy.low),
    })),
    { width, height },
  );

  const x = { field: "energy", type: "quantitative", scale: { type: "log", domainMin: energy.low, domainMax: energy.high, nice: false },
    axis: { title: text.energyAxis, values: logTicks(energy), format: "~g", labelOverlap: "greedy" } } as const;
  const y = { field: "accuracy", type: "quantitative", scale: { domainMin: accuracy.low, domainMax: accuracy.high, zero: false, nice: false },
    axis: { title: text.accuracyAxis, format: ".3~p", tickCount: 6 } } as const;
  const kinds = [text.paretoOptimal, text.dominated];
  const isPareto = `datum.value === ${JSON.stringify(text.paretoOptimal)}`;
  const legend = { title: null, orient: "top", direction: "horizontal", columnPadding: 24, encoding: { symbols: {
    fill: { condition: { test: isPareto, value: theme.primary }, value: theme.halo },
    stroke: { condition: { test: isPareto, value: theme.primary }, value: theme.tertiary },
  } } } as const;
  // The bars' colours stand in the rows and are used as they are: a scale of their own would draw a second legend.
  const stroke = { field: "stroke", type: "nominal", scale: null } as const;
  const quiet = { aria: false } as const;

  return {
    $schema: schemaAddress,
    description: text.description,
    width, height,
    padding: 4,
    config: chartConfig(theme),
    data: { values: points },
    layer: [
      { transform: [{ filter: "datum.pareto" }],
        mark: { type: "line", interpolate: "step-after", strokeDash: [3, 3], strokeWidth: 1, color: theme.primary, opacity: 0.7, ...quiet },
        encoding: { x, y, order: { field: "energy", type: "quantitative" } } },
      { mark: { type: "rule", strokeWidth: 1.25, opacity: 0.75, ...quiet }, encoding: { x: { ...x, field: "energyLow" }, x2: { field: "energyHigh" }, y, stroke } },
      { mark: { type: "rule", strokeWidth: 1.25, opacity: 0.75, ...quiet }, encoding: { x, y: { ...y, field: "accuracyLow" }, y2: { field: "accuracyHigh" }, stroke } },
      { mark: { type: "point", filled: true, size: 78, opacity: 1, strokeWidth: 1.5, aria: points.length <= 50 },
        encoding: {
          x, y,
          shape: { field: "kind", type: "nominal", legend, scale: { domain: kinds, range: ["diamond", "circle"] } },
          stroke, fill: { field: "fill", type: "nominal", scale: null },
          description: { field: "label", type: "nominal" },
        } },
      ...labelled.flatMap((point, index) => {
        const side = placed[index]!;
        const label = { type: "text", text: point.label, align: side.horizontal === "right" ? "left" : "right", baseline: "middle",
          dx: dx(side), dy: dy(side), fontSize: 11, ...quiet } as const;
        const encoding = { x: { ...x }, y: { ...y } };
        return [
          { data: { values: [point] }, mark: { ...label, stroke: theme.halo, strokeWidth: 3, color: theme.halo }, encoding },
          { data: { values: [point] }, mark: { ...label, color: theme.ink }, encoding },
        ];
      }),
    ],
  };
}

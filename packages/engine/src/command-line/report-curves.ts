import type { Curve, CurvePoint } from "@joulemark/charts";
import type { EngineEvent } from "../report.ts";

/** One run as a page shows it. */
export interface ShownEvents {
  seed: number;
  events: EngineEvent[];
}

/** A value over the steps. A run that went on has repeated some: the newer reading of a step replaces the older ones from there on. */
function pointsOf(events: EngineEvent[], kind: EngineEvent["kind"], name: string): CurvePoint[] {
  const points: CurvePoint[] = [];
  for (const event of events) {
    const value = event.kind === kind ? event.values.find((candidate) => candidate.name === name)?.value : undefined;
    if (value === undefined || !Number.isFinite(value) || event.step === undefined) continue;
    while (points.length > 0 && points.at(-1)!.step >= event.step) points.pop();
    points.push({ step: event.step, value });
  }
  return points;
}

export interface ReportChart {
  title: string;
  valueAxis: string;
  curves: Curve[];
  limits: { min: number; max?: number };
  format?: string;
  legendAt?: "bottom-right" | "top-left";
}

/** Loss, accuracy and energy over the steps of every run; what was not told is left out. */
export function chartsOf(runs: ShownEvents[]): ReportChart[] {
  const named = (kind: EngineEvent["kind"], value: string, name: (seed: number) => string): Curve[] =>
    runs.map(({ seed, events }) => ({ name: name(seed), points: pointsOf(events, kind, value) })).filter(({ points }) => points.length > 0);
  const seedName = (seed: number): string => `seed ${seed}`;
  const validation = named("METRIC", "validationAccuracy", runs.length > 1 ? seedName : () => "validation");
  const charts: ReportChart[] = [
    { title: "Training loss", valueAxis: "loss of the last batches", curves: named("PROGRESS", "loss", seedName), limits: { min: 0 } },
    runs.length > 1
      ? { title: "Accuracy on the validation split", valueAxis: "accuracy", curves: validation, limits: { min: 0, max: 1 }, format: ".3~p", legendAt: "bottom-right" }
      : { title: "Accuracy", valueAxis: "accuracy", curves: [...named("PROGRESS", "accuracy", () => "training"), ...validation], limits: { min: 0, max: 1 }, format: ".3~p", legendAt: "bottom-right" },
    { title: "Energy of training so far", valueAxis: "J", curves: named("PROGRESS", "energyJoules", seedName), limits: { min: 0 }, legendAt: "top-left" },
  ];
  return charts.filter(({ curves }) => curves.length > 0);
}

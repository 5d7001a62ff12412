import type { MeasurementBoundary, MeasurementMethod } from "@joulemark/client";

/** A measurement as the API gives it; a page has it or null, and null is "not measured". */
export interface Quantity {
  value: number;
  unit: string;
  interval: { low: number; high: number; level: number } | null;
  method: MeasurementMethod;
  boundary: MeasurementBoundary | null;
  source: string;
}

/** A metric of quality with its interval. */
export interface Metric {
  name: string;
  value: number;
  interval: { low: number; high: number; level: number } | null;
}

const unitTexts: Record<string, string> = { gCO2e: "g CO₂e" };

/** A unit as readers write it. */
export const unitText = (unit: string): string => unitTexts[unit] ?? unit;

const shares = new Set(["accuracy", "top1", "top5", "f1", "macroF1", "calibrationError", "precision", "recall"]);

/** Whether a metric is a share of 1, printed as percent. */
export const isShare = (name: string): boolean => shares.has(name.split(/[/.]/).at(-1) ?? name);

/** A metric in the unit it is printed in. */
export function printedMetric({ name, value, interval }: Metric): { value: number; bounds: { low: number; high: number } | null; unit: string } {
  const factor = isShare(name) ? 100 : 1;
  return { value: value * factor, bounds: interval && { low: interval.low * factor, high: interval.high * factor }, unit: isShare(name) ? "%" : "" };
}

/** Method and boundary that all of several measurements share; null where they differ or there is none. */
export function sharedMethod(quantities: (Quantity | null)[]): { method: MeasurementMethod; boundary: MeasurementBoundary | null } | null {
  const measured = quantities.filter((quantity) => quantity !== null);
  const [first] = measured;
  if (!first || measured.some((quantity) => quantity.method !== first.method || quantity.boundary !== first.boundary)) return null;
  return { method: first.method, boundary: first.boundary };
}

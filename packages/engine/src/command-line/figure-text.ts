import type { Interval } from "@joulemark/energy";

const shares = new Set(["accuracy", "macroF1", "calibrationError"]);

/** Three significant digits, grouped: "0.0213", "12.3", "1,230". */
export function numberText(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (rounded !== 0 && (Math.abs(rounded) < 1e-4 || Math.abs(rounded) >= 1e7)) return rounded.toExponential();
  return rounded.toLocaleString("en", { maximumSignificantDigits: 3 });
}

const withInterval = (interval: Interval | null, text: (value: number) => string): string => (interval ? ` (${text(interval.low)} … ${text(interval.high)})` : "");

/** "12.3 J (6.2 … 24.6)" */
export const figureText = ({ value, unit, interval }: { value: number; unit: string; interval: Interval | null }): string => `${numberText(value)} ${unit}${withInterval(interval, numberText)}`;

/** A share as percent: "94.4 % (92.0 … 96.5)"; a loss as it is. */
export function metricText({ name, value, interval }: { name: string; value: number; interval: Interval | null }): string {
  if (!shares.has(name)) return `${numberText(value)}${withInterval(interval, numberText)}`;
  const percent = (share: number): string => (share * 100).toFixed(1);
  return `${percent(value)} %${withInterval(interval, percent)}`;
}

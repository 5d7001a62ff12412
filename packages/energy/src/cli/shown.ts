import type { Interval, Measurement } from "../measurement.ts";

/** A figure as people read it. */
export interface Shown {
  value: string;
  /** `low … high`, or `exact`; empty where no interval is known. */
  interval: string;
  unit: string;
}

/** Units that are scaled by prefixes, largest first: name and how many of the base unit it is. Money and times are not scaled. */
const scales: Record<string, [string, number][]> = {
  J: [["GJ", 1e9], ["MJ", 1e6], ["kJ", 1e3], ["J", 1], ["mJ", 1e-3], ["µJ", 1e-6]],
  gCO2e: [["t CO2e", 1e6], ["kg CO2e", 1e3], ["g CO2e", 1], ["mg CO2e", 1e-3], ["µg CO2e", 1e-6]],
  L: [["m³", 1e3], ["L", 1], ["mL", 1e-3], ["µL", 1e-6]],
};

/** Digits of a figure that has no interval, or one without width. */
const DIGITS_WITHOUT_INTERVAL = 3;
/** The most that is shown of a figure whose interval is narrower still. */
const MOST_DIGITS = 6;
/** First digits below this get another one, since rounding would move them by too much (the Particle Data Group's rule for uncertainties). */
const SECOND_DIGIT_BELOW = 3.55;

const exponentOf = (x: number): number => Math.floor(Math.log10(Math.abs(x)));

/** The place to round to: that of the first digit of half the interval's width, or of its second. */
function placeOf(value: number, interval: Interval | null): number {
  const largest = Math.max(Math.abs(value), interval?.high ?? 0);
  if (largest === 0) return 0;
  const half = interval ? (interval.high - interval.low) / 2 : 0;
  if (!(half > 0)) return exponentOf(largest) - DIGITS_WITHOUT_INTERVAL + 1;
  const place = exponentOf(half) - (half / 10 ** exponentOf(half) < SECOND_DIGIT_BELOW ? 1 : 0);
  return Math.max(place, exponentOf(largest) - MOST_DIGITS + 1);
}

/** Below this, zeros behind the point are no longer read but counted. */
const SMALLEST_WRITTEN_OUT = 1e-6;

/** A number at a place of tens; a small one keeps its own first digit, so that a bound above 0 is never shown as 0. */
function roundedTo(place: number, x: number, asPower: boolean): string {
  if (x === 0) return "0";
  const own = Math.min(place, exponentOf(x));
  const rounded = Number(`${Math.round(x * 10 ** -own)}e${own}`);
  return asPower ? rounded.toExponential(exponentOf(rounded) - own) : rounded.toFixed(Math.max(0, -own));
}

/** Rounds a figure to the digits that its interval allows, with a prefix that keeps it readable. */
export function shown({ value, unit, interval }: Pick<Measurement, "value" | "unit" | "interval">): Shown {
  const largest = Math.abs(value) || interval?.high || 0;
  const [name, size] = scales[unit]?.find(([, of]) => largest >= of) ?? (largest > 0 ? scales[unit]?.at(-1) : undefined) ?? [unit === "gCO2e" ? "g CO2e" : unit, 1];
  const scaled = interval && { ...interval, low: interval.low / size, high: interval.high / size };
  const place = placeOf(value / size, scaled);
  const at = (x: number): string => roundedTo(place, x, largest / size < SMALLEST_WRITTEN_OUT);
  return { value: at(value / size), interval: !scaled ? "" : scaled.low === scaled.high ? "exact" : `${at(scaled.low)} … ${at(scaled.high)}`, unit: name };
}

/** One line: `120 J (60 … 250)`. */
export function shownInLine(figure: Pick<Measurement, "value" | "unit" | "interval">): string {
  const { value, interval, unit } = shown(figure);
  return `${value} ${unit}${interval ? ` (${interval})` : ""}`;
}

/** Two units of a time; the smaller one is left away where there is none of it. */
const parts = (whole: number, of: number, large: string, small: string): string => `${Math.floor(whole / of)} ${large}${whole % of === 0 ? "" : ` ${whole % of} ${small}`}`;

/** A span of time: `850 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function shownSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 100) return `${Number(seconds.toPrecision(3))} s`;
  return seconds < 3599.5 ? parts(Math.round(seconds), 60, "min", "s") : parts(Math.round(seconds / 60), 60, "h", "min");
}

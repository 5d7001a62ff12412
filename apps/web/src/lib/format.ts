import type { Locale } from "../i18n/routing.ts";
import { languageTags } from "../i18n/routing.ts";
import type { Bounds } from "./precision.ts";
import { decimalsOf, roundTo } from "./precision.ts";

/** A number ready to print; the interval has the value's digits and, where there is one, its power of ten. */
export interface Printed {
  value: string;
  interval: string | null;
}

const superscripts: Record<string, string> = { "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹" };

/** A power of ten: `10⁻⁶`. */
export const printPower = (exponent: number): string => `10${[...String(exponent)].map((sign) => superscripts[sign]).join("")}`;

function plain(value: number, decimals: number, locale: Locale): string {
  if (value === 0) return "0";
  const places = Math.min(Math.max(decimals, 0), 12);
  const rounded = roundTo(value, decimals);
  // Thousands are grouped from five digits on, so that seeds, steps and years of four stay whole.
  return new Intl.NumberFormat(languageTags[locale], { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: "min2" })
    .format(Object.is(rounded, -0) ? 0 : rounded);
}

/**
 * A figure with as many digits as its interval supports. Below 0.0001 and from ten million on, a power of ten is
 * taken out of value and interval alike: `1.23 × 10⁻⁵`.
 */
export function printFigure(value: number, bounds: Bounds | null, locale: Locale): Printed {
  const size = Math.abs(value);
  const exponent = size > 0 && (size < 1e-4 || size >= 1e7) ? Math.floor(Math.log10(size)) : 0;
  const scaled = (number: number): number => number / 10 ** exponent;
  const scaledBounds = bounds && { low: scaled(bounds.low), high: scaled(bounds.high) };
  const decimals = decimalsOf(scaled(value), scaledBounds);
  const power = exponent === 0 ? "" : ` × ${printPower(exponent)}`;
  // After a minus sign a dash would be one sign too many.
  const to = scaledBounds && scaledBounds.low < 0 ? " … " : "–";
  const interval = scaledBounds && `${plain(scaledBounds.low, decimals, locale)}${to}${plain(scaledBounds.high, decimals, locale)}`;
  return { value: plain(scaled(value), decimals, locale) + power, interval: interval && (power ? `(${interval})${power}` : interval) };
}

/** A word at the beginning of a line. */
export const capitalized = (text: string, locale: Locale): string => text.charAt(0).toLocaleUpperCase(languageTags[locale]) + text.slice(1);

/** A count: parameters, steps, bytes. */
export const printCount = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(languageTags[locale], { maximumFractionDigits: 0, useGrouping: "min2" }).format(value);

/** A share as percent, e.g. an interval's level: 0.95 → 95%. */
export const printPercent = (share: number, locale: Locale): string =>
  new Intl.NumberFormat(languageTags[locale], { style: "percent", maximumFractionDigits: 1 }).format(share);

const sizes = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Bytes in steps of 1000, three significant digits. */
export function printBytes(bytes: number, locale: Locale): string {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), sizes.length - 1);
  return new Intl.NumberFormat(languageTags[locale], { style: "unit", unit: sizes[step], maximumSignificantDigits: 3 }).format(bytes / 1000 ** step);
}

/** A duration in seconds, minutes or hours, two significant parts. */
export function printDuration(seconds: number, locale: Locale): string {
  const unit = (value: number, name: "second" | "minute" | "hour", digits = 0): string =>
    new Intl.NumberFormat(languageTags[locale], { style: "unit", unit: name, unitDisplay: "narrow", maximumFractionDigits: digits }).format(value);
  if (seconds < 60) return unit(seconds, "second", seconds < 10 ? 1 : 0);
  const whole = Math.round(seconds);
  if (whole < 3600) return `${unit(Math.floor(whole / 60), "minute")} ${unit(whole % 60, "second")}`;
  return `${unit(Math.floor(whole / 3600), "hour")} ${unit(Math.floor((whole % 3600) / 60), "minute")}`;
}

/** A day and minute in UTC, the same for every reader. */
export const printInstant = (instant: string, locale: Locale): string =>
  new Intl.DateTimeFormat(languageTags[locale], { dateStyle: "medium", timeStyle: "short", timeZone: "UTC", hourCycle: "h23" }).format(new Date(instant));

/** A day in UTC. */
export const printDay = (instant: string, locale: Locale): string =>
  new Intl.DateTimeFormat(languageTags[locale], { dateStyle: "medium", timeZone: "UTC" }).format(new Date(instant));

/** The time of day in UTC with seconds. */
export const printClock = (instant: string, locale: Locale): string =>
  new Intl.DateTimeFormat(languageTags[locale], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(new Date(instant));

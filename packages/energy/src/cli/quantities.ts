import { nearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

interface Bounds {
  /** The least that is right. */
  least?: number;
  /** What it must be greater than. */
  above?: number;
  most?: number;
}

const rangeOf = ({ least, above, most }: Bounds): string => [above === undefined ? `at least ${least ?? 0}` : `above ${above}`, ...(most === undefined ? [] : [`at most ${most}`])].join(" and ");

/**
 * A number as people and programs write it: with a point, no thousands separators.
 * @throws UsageError naming the option and its range
 */
export function numberOf(option: string, text: string, bounds: Bounds): number {
  const written = text.trim();
  const value = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) ? Number(written) : NaN;
  const { least = 0, above = -Infinity, most = Number.MAX_VALUE } = bounds;
  if (!(value >= least && value > above && value <= most)) throw new UsageError(`--${option}: "${text}" is not a number ${rangeOf(bounds)}${/^\d+,\d+$/.test(written) ? `; write ${written.replace(",", ".")}, with a point` : ""}.`);
  return value;
}

export interface Money {
  amount: number;
  /** ISO 4217. */
  currency: string;
}

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** `0.21 EUR`. @throws UsageError */
export function moneyOf(option: string, text: string): Money {
  const [, amount, currency] = /^(\S+)\s+([A-Za-z]{3})$/.exec(text.trim()) ?? [];
  if (amount === undefined || currency === undefined) throw new UsageError(`--${option}: "${text}" is not a price; write an amount and a currency of ISO 4217, e.g. "0.21 EUR".`);
  const code = currency.toUpperCase();
  if (!currencies.has(code)) {
    const near = nearest(code.toLowerCase(), [...currencies].map((known) => known.toLowerCase()))?.toUpperCase();
    throw new UsageError(`--${option}: there is no currency ${code} in ISO 4217${near ? `. Did you mean ${near}?` : "; e.g. EUR, USD, CNY."}`);
  }
  return { amount: numberOf(option, amount, { least: 0 }), currency: code };
}

/** `WHAT/35040 h`: something spread over the hours of a life. @throws UsageError */
export function overLife(option: string, text: string, example: string): { what: string; lifeHours: number } {
  const [, what, hours] = /^(.+?)\s*\/\s*(\S+)\s*h$/.exec(text.trim()) ?? [];
  if (what === undefined || hours === undefined) throw new UsageError(`--${option}: "${text}" lacks the hours of the machine's life; write e.g. ${example}.`);
  return { what, lifeHours: numberOf(option, hours, { above: 0 }) };
}

/** `1,000 inferences=12`: the name is all before the last sign of equality. @throws UsageError */
export function functionalUnitOf(option: string, text: string): { name: string; count: number } {
  const at = text.lastIndexOf("=");
  const name = text.slice(0, Math.max(0, at)).trim();
  if (name === "") throw new UsageError(`--${option}: "${text}" names no functional unit with its count; write e.g. "1,000 inferences=12".`);
  return { name, count: numberOf(option, text.slice(at + 1), { above: 0 }) };
}

import type { Quantity } from "../../lib/quantity.ts";
import type { Bounds } from "../../lib/precision.ts";

/** What all measured cells of a column share, so that it can stand in the head once. */
export interface Column {
  unit: string | null;
  /** The cells are printed in units of 10^exponent: 0, −3, −6 … */
  exponent: number;
  domain: Bounds;
}

/** From here on a column is printed in its unit as it is. */
const leastAsItIs = 0.1;

/** Unit, power of ten and ends of the scale of a column of measurements; unit null where rows differ or none is measured. */
export function columnOf(quantities: (Quantity | null)[]): Column {
  const measured = quantities.filter((quantity) => quantity !== null);
  const units = new Set(measured.map((quantity) => quantity.unit));
  const unit = units.size === 1 ? [...units][0]! : null;
  return { unit, exponent: unit === null ? 0 : exponentOf(measured.map(({ value }) => value)), domain: domainOf(measured) };
}

/** A multiple of three that leaves the largest value between 1 and 1000; 0 where it is not small. */
function exponentOf(values: number[]): number {
  const largest = Math.max(...values);
  return largest > 0 && largest < leastAsItIs ? Math.floor(Math.log10(largest) / 3) * 3 : 0;
}

/** Ends of a scale that holds every value and interval; of logarithmic use too, so zero and less are passed over where possible. */
export function domainOf(figures: { value: number; interval: Bounds | null }[]): Bounds {
  const ends = figures.flatMap(({ value, interval }) => (interval ? [interval.low, interval.high] : [value]));
  const positive = ends.filter((end) => end > 0);
  const used = positive.length > 0 ? positive : ends;
  return used.length > 0 ? { low: Math.min(...used), high: Math.max(...used) } : { low: 0, high: 1 };
}

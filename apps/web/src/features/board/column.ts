import type { Quantity } from "../../lib/quantity.ts";
import type { Bounds } from "../../lib/precision.ts";

/** What all measured cells of a column share, so that it can stand in the head once. */
export interface Column {
  unit: string | null;
  domain: Bounds;
}

/** Unit and ends of the scale of a column of measurements; unit null where rows differ or none is measured. */
export function columnOf(quantities: (Quantity | null)[]): Column {
  const measured = quantities.filter((quantity) => quantity !== null);
  const units = new Set(measured.map((quantity) => quantity.unit));
  return { unit: units.size === 1 ? [...units][0]! : null, domain: domainOf(measured) };
}

/** Ends of a scale that holds every value and interval; of logarithmic use too, so zero and less are passed over where possible. */
export function domainOf(figures: { value: number; interval: Bounds | null }[]): Bounds {
  const ends = figures.flatMap(({ value, interval }) => (interval ? [interval.low, interval.high] : [value]));
  const positive = ends.filter((end) => end > 0);
  const used = positive.length > 0 ? positive : ends;
  return used.length > 0 ? { low: Math.min(...used), high: Math.max(...used) } : { low: 0, high: 1 };
}

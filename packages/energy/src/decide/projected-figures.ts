import type { Conversion } from "../conversion.ts";
import type { Measurement, MeasurementBoundary } from "../measurement.ts";
import { deviationsOf, normalCdf } from "../normal.ts";
import { electricityCost, emissionsGrams } from "../units.ts";
import type { Spread } from "./learnt.ts";

/**
 * Figures of method PROJECTED and level 0.8: `value` is the 50th percentile of what runs will report, the interval goes from the 10th to the 90th. What a
 * report's own figure may be off by (its meter, grid and price) is not in it: that is common to the runs it was learnt from and to those to come.
 */
export interface ProjectedFigures {
  energy: Measurement;
  /** Operational, at the grid's average. */
  carbon: Measurement;
  /** Of electricity. */
  cost: Measurement;
  /** From claim to end, one run after another, without waiting in the queue. */
  duration: Measurement;
}

export const ESTIMATE_LEVEL = 0.8;

export interface ProjectionOf {
  energy: Spread;
  duration: Spread;
  boundary: MeasurementBoundary;
  conversion: Pick<Conversion, "grid" | "price">;
  /** Where the joules and the seconds were learnt, in words. */
  sources: { energy: string; duration: string };
}

export function projectedFigures({ energy, duration, boundary, conversion: { grid, price }, sources }: ProjectionOf): ProjectedFigures {
  const figure = ({ low, median, high }: Spread, unit: string, source: string, of: (value: number) => number = (value) => value): Measurement =>
    ({ value: of(median), unit, interval: { low: of(low), high: of(high), level: ESTIMATE_LEVEL }, method: "PROJECTED", boundary: unit === "s" ? null : boundary, source });
  return {
    energy: figure(energy, "J", sources.energy),
    carbon: figure(energy, "gCO2e", `${sources.energy} × ${grid.gramsPerKwh} g CO2e/kWh, ${grid.source}`, (joules) => emissionsGrams(joules, grid.gramsPerKwh)),
    cost: figure(energy, price.currency, `${sources.energy} × ${price.pricePerKwh} ${price.currency}/kWh, ${price.source}`, (joules) => electricityCost(joules, price.pricePerKwh)),
    duration: figure(duration, "s", sources.duration),
  };
}

/**
 * How likely a projected figure is to end above a limit: log-normal, its own width on either side of the median.
 * @param limit in the figure's unit, > 0
 * @returns 0 … 1
 */
export function chanceAbove({ value, interval }: Pick<Measurement, "value" | "interval">, limit: number): number {
  if (!(limit > 0)) throw new RangeError(`A limit must be greater than 0, not ${limit}.`);
  if (!interval || interval.level !== ESTIMATE_LEVEL) throw new RangeError(`A chance needs an interval of level ${ESTIMATE_LEVEL}.`);
  const width = limit >= value ? Math.log(interval.high / value) : Math.log(value / interval.low);
  const distance = Math.log(limit / value);
  if (width === 0) return distance >= 0 ? 0 : 1;
  return 1 - normalCdf((deviationsOf(ESTIMATE_LEVEL) * distance) / width);
}

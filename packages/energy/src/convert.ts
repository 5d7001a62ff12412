import type { GridIntensity } from "./carbon/grid-intensity.ts";
import type { ElectricityPrice } from "./cost/electricity-price.ts";
import type { Measurement } from "./measurement.ts";
import { LEVEL, combineFactors, intervalOf } from "./uncertainty.ts";
import { electricityCost, emissionsGrams } from "./units.ts";

/** 95 % factor of a figure from its interval; 1 where it has none. */
export const factorOf = ({ value, interval }: Measurement): number => (interval && value > 0 && interval.low > 0 ? Math.sqrt(interval.high / interval.low) : 1);

/** What a rate per joule, with its own factor, makes of an energy. An energy of 0 has no median to spread from: its upper end is scaled. */
function scaled(energy: Measurement, rate: (joules: number) => number, unit: string, factor: number, source: string): Measurement {
  const value = rate(energy.value);
  const spread = value > 0 ? intervalOf(value, combineFactors(factorOf(energy), factor)) : { low: 0, high: rate(energy.interval?.high ?? 0) * factor, level: LEVEL };
  return {
    value,
    unit,
    interval: energy.interval && spread,
    method: energy.method === "DECLARED" ? "DECLARED" : "ESTIMATED", // an average of a year is a model, whatever the joules were
    boundary: energy.boundary,
    source,
  };
}

/** Emissions of the energy at a grid's average intensity, g CO2e. No building overhead (PUE) is added. */
export const carbonOf = (energy: Measurement, grid: GridIntensity): Measurement =>
  scaled(energy, (joules) => emissionsGrams(joules, grid.gramsPerKwh), "gCO2e", grid.factor, `${grid.gramsPerKwh} g CO2e/kWh, ${grid.source}`);

/** Electricity cost of the energy, in the price's currency. */
export const costOf = (energy: Measurement, price: ElectricityPrice): Measurement =>
  scaled(energy, (joules) => electricityCost(joules, price.pricePerKwh), price.currency, price.factor, `${price.pricePerKwh} ${price.currency}/kWh, ${price.source}`);

import type { GridIntensity } from "./carbon/grid-intensity.ts";
import { embodiedCarbonOf, sciOf } from "./carbon/sci.ts";
import type { Conversion, Pue, WaterUse } from "./conversion.ts";
import type { ElectricityPrice } from "./cost/electricity-price.ts";
import { computeCostOf, hardwareCostOf } from "./cost/hourly-cost.ts";
import type { ConvertedFigures } from "./energy-record.ts";
import type { Cost, Interval, Measurement } from "./measurement.ts";
import { deviationsOf } from "./normal.ts";
import { LEVEL } from "./uncertainty.ts";
import { electricityCost, emissionsGrams, joulesToKwh } from "./units.ts";

/** 95 % factor of a figure from its interval; 1 where it has none. */
export const factorOf = ({ value, interval }: Measurement): number => (interval && value > 0 && interval.low > 0 ? Math.sqrt(interval.high / interval.low) : 1);

/**
 * Interval of a figure times a rate with its own 95 % factor. Each end is combined by itself, so that a lopsided interval stays so, and one that
 * reaches 0 still does. A value of 0 has no median to spread from: its upper end is scaled.
 */
function spread({ value, interval }: Measurement, rate: (joules: number) => number, factor: number): Interval | null {
  if (!interval) return null;
  const { low, high, level } = interval;
  const ofRate = level === LEVEL ? Math.log(factor) : (Math.log(factor) * deviationsOf(level)) / deviationsOf(LEVEL);
  if (!(value > 0)) return { low: 0, high: rate(high) * Math.exp(ofRate), level };
  const end = (distance: number): number => Math.exp(Math.hypot(distance, ofRate));
  return { low: low > 0 ? rate(value) / end(Math.log(value / low)) : 0, high: rate(value) * end(Math.log(high / value)), level };
}

interface Rate {
  perJoule: (joules: number) => number;
  unit: string;
  factor: number;
  source: string;
}

/** What a rate per joule makes of an energy. A rate is a model, whatever the joules were. */
const scaled = (energy: Measurement, { perJoule, unit, factor, source }: Rate): Measurement => ({
  value: perJoule(energy.value), unit, interval: spread(energy, perJoule, factor), method: energy.method === "DECLARED" ? "DECLARED" : "ESTIMATED", boundary: energy.boundary, source,
});

/** Emissions of the energy at a grid's intensity, g CO2e. No building overhead (PUE) is added: give facility energy for that. */
export const carbonOf = (energy: Measurement, grid: GridIntensity): Measurement =>
  scaled(energy, { perJoule: (joules) => emissionsGrams(joules, grid.gramsPerKwh), unit: "gCO2e", factor: grid.factor, source: `${grid.gramsPerKwh} g CO2e/kWh, ${grid.source}` });

/** Electricity cost of the energy, in the price's currency. */
export const costOf = (energy: Measurement, price: ElectricityPrice): Measurement =>
  scaled(energy, { perJoule: (joules) => electricityCost(joules, price.pricePerKwh), unit: price.currency, factor: price.factor, source: `${price.pricePerKwh} ${price.currency}/kWh, ${price.source}` });

/** What machine and building drew: IT energy × PUE, J. */
export const facilityEnergyOf = (energy: Measurement, { value, factor, source }: Pue): Measurement => ({
  ...scaled(energy, { perJoule: (joules) => joules * value, unit: "J", factor, source: `IT energy × PUE ${value} (${source}; ×/÷${factor}); ${energy.source}` }),
  boundary: "FACILITY",
});

/** On-site water of IT energy, L. WUE counts IT energy (ISO/IEC 30134-9): a PUE must not be multiplied in. */
export const waterOf = (energy: Measurement, { litresPerKwh, factor, source }: WaterUse): Measurement =>
  scaled(energy, { perJoule: (joules) => joulesToKwh(joules) * litresPerKwh, unit: "L", factor, source: `${litresPerKwh} L per kWh of IT energy, on-site (${source}; ×/÷${factor})` });

/**
 * All figures that follow from energy and hours. Without energy those of energy are null, and there is no cost of electricity; what follows from hours stays.
 * @param energy IT energy, J; null: not measured
 * @param wallSeconds time the window was open, s
 */
export function convert(energy: Measurement | null, wallSeconds: number, conversion: Conversion): ConvertedFigures {
  const { grid, price, pue, water, compute, hardware, embodied, functionalUnit } = conversion;
  const facilityEnergy = energy && pue && facilityEnergyOf(energy, pue);
  const charged = facilityEnergy ?? energy;
  const withPue = (figure: Measurement): Measurement => (facilityEnergy ? { ...figure, source: `${figure.source}; facility energy at PUE ${pue?.value}` } : figure);
  const carbon = charged && withPue(carbonOf(charged, grid));
  const cost = charged && withPue(costOf(charged, price));
  const embodiedCarbon = embodied && embodiedCarbonOf(wallSeconds, embodied);
  const costs: Cost[] = [];
  if (cost) costs.push({ kind: "ELECTRICITY", amount: cost, priceDate: price.priceDate });
  if (compute) costs.push({ kind: "COMPUTE", amount: computeCostOf(wallSeconds, compute), priceDate: compute.priceDate });
  if (hardware) costs.push({ kind: "HARDWARE", amount: hardwareCostOf(wallSeconds, hardware), priceDate: hardware.priceDate });
  return { facilityEnergy, carbon, water: energy && water && waterOf(energy, water), cost, costs, embodiedCarbon, sci: carbon && embodiedCarbon && functionalUnit && sciOf(carbon, embodiedCarbon, functionalUnit) };
}

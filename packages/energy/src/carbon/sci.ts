import type { EmbodiedCarbon, FunctionalUnit } from "../conversion.ts";
import type { Interval, Measurement } from "../measurement.ts";
import { deviationsOf } from "../normal.ts";
import { intervalOf } from "../uncertainty.ts";

const SECONDS_PER_HOUR = 3600;

/** Emissions of making the machine, in the share of the window: M = TE · (TiR ÷ EL) · (RR ÷ ToR), g CO2e. Source: SCI 1.1.0, ISO/IEC 21031:2024. */
export function embodiedCarbonOf(wallSeconds: number, { totalGrams, lifeHours, share, factor, source }: EmbodiedCarbon): Measurement {
  const value = totalGrams * (wallSeconds / SECONDS_PER_HOUR / lifeHours) * share;
  return { value, unit: "gCO2e", interval: intervalOf(value, factor), method: "ESTIMATED", boundary: "NODE", source: `${totalGrams} g CO2e of making it × window ÷ ${lifeHours} h of life × share ${share} (${source}; ×/÷${factor})` };
}

/** Mean and variance of the log-normal quantity with this median and interval. */
function momentsOf(median: number, { low, high, level }: Interval): { mean: number; variance: number } {
  if (!(median > 0)) return { mean: high / 2, variance: (high / 4) ** 2 }; // a measured 0 that may have been `high`
  const deviation = (low > 0 ? Math.log(high / low) / 2 : Math.log(high / median)) / deviationsOf(level);
  const mean = median * Math.exp(deviation ** 2 / 2);
  return { mean, variance: mean ** 2 * Math.expm1(deviation ** 2) };
}

/** Interval of a sum of two independent log-normal quantities by their moments (Fenton–Wilkinson), widened where it would leave out the sum of the medians. */
function intervalOfSum(a: Measurement, b: Measurement): Interval | null {
  if (!a.interval || !b.interval) return null;
  const { level } = a.interval;
  const [ofA, ofB] = [momentsOf(a.value, a.interval), momentsOf(b.value, b.interval)];
  const [mean, variance, value] = [ofA.mean + ofB.mean, ofA.variance + ofB.variance, a.value + b.value];
  if (!(mean > 0)) return { low: 0, high: 0, level };
  const squared = Math.log1p(variance / mean ** 2);
  const [median, reach] = [mean / Math.exp(squared / 2), Math.exp(Math.sqrt(squared) * deviationsOf(level))];
  return { low: Math.min(value, median / reach), high: Math.max(value, median * reach), level };
}

/**
 * Software Carbon Intensity: (O + M) ÷ R, ISO/IEC 21031:2024. The value is the standard's formula on the two medians, so that it can be
 * checked by hand; the interval is that of the sum.
 */
export function sciOf(operational: Measurement, embodied: Measurement, { name, count }: FunctionalUnit): { figure: Measurement; functionalUnit: string; count: number } {
  const interval = intervalOfSum(operational, embodied);
  const figure: Measurement = {
    value: (operational.value + embodied.value) / count,
    unit: "gCO2e",
    interval: interval && { low: interval.low / count, high: interval.high / count, level: interval.level },
    method: operational.method,
    boundary: operational.boundary,
    source: `(operational + embodied) ÷ ${count} × ${name}, SCI by ISO/IEC 21031:2024; operational: ${operational.source}; embodied: ${embodied.source}`,
  };
  return { figure, functionalUnit: name, count };
}

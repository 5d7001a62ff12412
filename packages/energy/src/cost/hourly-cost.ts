import type { ComputePrice, HardwarePrice } from "../conversion.ts";
import type { Measurement } from "../measurement.ts";
import { intervalOf } from "../uncertainty.ts";

const SECONDS_PER_HOUR = 3600;
const amountOf = (value: number, unit: string, factor: number, source: string): Measurement => ({ value, unit, interval: intervalOf(value, factor), method: "ESTIMATED", boundary: "NODE", source });

/** What renting the machine for a window costs: billed hours × price. It holds the provider's electricity already: never add the two. */
export function computeCostOf(wallSeconds: number, { pricePerHour, currency, kind, priceDate, billingStepSeconds, factor, source }: ComputePrice): Measurement {
  const billedSeconds = billingStepSeconds === null ? wallSeconds : Math.ceil(wallSeconds / billingStepSeconds) * billingStepSeconds;
  const hours = billedSeconds / SECONDS_PER_HOUR;
  return amountOf(hours * pricePerHour, currency, factor, `${Number(hours.toPrecision(6))} h billed × ${pricePerHour} ${currency}/h, ${kind}, price of ${priceDate} (${source})`);
}

/** What owning the machine costs in a window: purchase ÷ life × hours × share. */
export const hardwareCostOf = (wallSeconds: number, { purchase, currency, lifeHours, share, priceDate, factor, source }: HardwarePrice): Measurement =>
  amountOf((purchase / lifeHours) * (wallSeconds / SECONDS_PER_HOUR) * share, currency, factor, `${purchase} ${currency} over ${lifeHours} h, share ${share}, price of ${priceDate} (${source}; ×/÷${factor})`);

import { twoLettersOf } from "../countries.ts";
import { electricityPrices, worldPrice } from "./electricity-prices.ts";

export interface ElectricityPrice {
  pricePerKwh: number;
  /** ISO 4217. */
  currency: string;
  /** RFC 3339 date the price is of; of an average over a period, its last day. */
  priceDate: string;
  /** 95 % factor. */
  factor: number;
  /** Whose average, period, data set, licence. */
  source: string;
}

/**
 * Electricity price where a worker stands, never that of an institution.
 * @param zone a grid zone or a country; the world's average with a wide interval for null and for a country without a row, said so in `source`
 */
export function electricityPriceOf(zone: string | null): ElectricityPrice {
  const country = zone === null ? undefined : twoLettersOf(zone);
  const row = electricityPrices.find(({ countries }) => country !== undefined && countries.includes(country));
  const whose = row ? `average of the ${row.name}` : `world average, ${zone === null ? "zone not set" : `no price for ${zone}`}`;
  const { pricePerKwh, currency, period, priceDate, factor, source, licence } = row ?? worldPrice;
  return { pricePerKwh, currency, priceDate, factor, source: `${whose}, ${period} (${source}, ${licence})` };
}

import { ROW_FACTOR, electricityPrices, worldPrice } from "./electricity-prices.ts";

export interface ElectricityPrice {
  pricePerKwh: number;
  /** ISO 4217. */
  currency: string;
  /** 95 % factor. */
  factor: number;
  source: string;
}

/** Zones of Electricity Maps begin with a country's two letters; these are the three letters of the rows' countries. */
const threeLetters: Record<string, string> = { DEU: "DE", FRA: "FR", GBR: "GB", USA: "US" };

/** Electricity price where a worker stands; world average with a wide interval for a country without a row and for null. */
export function electricityPriceOf(zone: string | null): ElectricityPrice {
  const country = zone === null ? null : (threeLetters[zone] ?? zone.split("-")[0]!);
  const row = electricityPrices.find((candidate) => candidate.country === country);
  if (row) return { pricePerKwh: row.pricePerKwh, currency: row.currency, factor: ROW_FACTOR, source: `${row.country} ${row.year}, ${row.source}` };
  const { pricePerKwh, currency, factor, source } = worldPrice;
  return { pricePerKwh, currency, factor, source: `${source}, ${zone === null ? "zone not set" : `no price for ${zone}`}` };
}

/** What a business pays for a kWh, all taxes but VAT, by country. */
export interface ElectricityPriceRow {
  /** ISO 3166, two letters. */
  country: string;
  pricePerKwh: number;
  /** ISO 4217. */
  currency: string;
  year: number;
  source: string;
}

/**
 * Rounded to a cent from published national statistics; an order of magnitude for comparing, not an invoice. Figures were typed from knowledge of these
 * publications and not read from them again, so each carries a 95 % factor of 1.5. A site's own tariff is always better.
 */
export const electricityPrices: readonly ElectricityPriceRow[] = [
  { country: "DE", pricePerKwh: 0.23, currency: "EUR", year: 2024, source: "Eurostat nrg_pc_205, non-household" },
  { country: "FR", pricePerKwh: 0.16, currency: "EUR", year: 2024, source: "Eurostat nrg_pc_205, non-household" },
  { country: "GB", pricePerKwh: 0.26, currency: "GBP", year: 2024, source: "DESNZ Quarterly Energy Prices, table 3.4.1, non-domestic" },
  { country: "US", pricePerKwh: 0.13, currency: "USD", year: 2024, source: "EIA Electric Power Monthly, table 5.3, commercial" },
];

export const ROW_FACTOR = 1.5;

/** For a country without a row, and where no zone is set. */
export const worldPrice = { pricePerKwh: 0.15, currency: "USD", factor: 3, source: "world average for businesses, rounded" } as const;

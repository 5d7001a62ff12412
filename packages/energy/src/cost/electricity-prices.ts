/** What a business pays for a kWh in some countries. */
export interface ElectricityPriceRow {
  name: string;
  /** ISO 3166, two letters. */
  countries: readonly string[];
  /** In whole units of the currency. */
  pricePerKwh: number;
  /** ISO 4217. */
  currency: string;
  period: string;
  /** Last day of the period. */
  priceDate: string;
  /** 95 % factor for one site. */
  factor: number;
  source: string;
  licence: string;
}

/** Each figure was read from its source. They are averages for comparing, not invoices: a site's own tariff is always better. */
export const electricityPrices: readonly ElectricityPriceRow[] = [
  {
    name: "European Union",
    countries: ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"],
    pricePerKwh: 0.1902,
    currency: "EUR",
    period: "first half of 2025",
    priceDate: "2025-06-30",
    factor: 2, // a year earlier members lay between 0.0939 (Finland) and 0.256 (Ireland) around an average of the same size
    source: "Eurostat, average of the Union for non-household consumers, without refundable taxes (nrg_pc_205)",
    licence: "CC BY 4.0",
  },
  {
    name: "United States",
    countries: ["US"],
    pricePerKwh: 0.117,
    currency: "USD",
    period: "2023",
    priceDate: "2023-12-31",
    factor: 2, // 95 % of states lie between 0.085 and 0.239
    source: "EIA, Electric Power Annual, average revenue per kWh, commercial: median of 49 states and the District of Columbia",
    licence: "public domain",
  },
  {
    name: "United Kingdom",
    countries: ["GB"],
    pricePerKwh: 0.21,
    currency: "GBP",
    period: "2024",
    priceDate: "2024-12-31",
    factor: 2, // one broker's offers, not a statistic
    source: "AquaSwitch, average of one-year business offers for 50 to 100 MWh a year",
    licence: "one published figure cited",
  },
];

/** For a country without a row, and where no zone is set. */
export const worldPrice = {
  pricePerKwh: 0.147,
  currency: "USD",
  period: "fourth quarter of 2024",
  priceDate: "2024-12-31",
  factor: 3,
  source: "GlobalPetrolPrices, average for businesses",
  licence: "one published figure cited",
} as const;

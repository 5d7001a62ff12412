import { createRequire } from "node:module";

/** The package that carries the three tables; its version is that of their data. */
export const TABLES_PACKAGE = "@tgwf/co2 0.19.0";

interface Co2Tables {
  /** g CO2e per kWh by country (ISO 3166, three letters) and for the WORLD; the years are in ember-years.ts. */
  averageIntensity: { data: Record<string, number> };
  /** g CO2 per kWh by country, as text. */
  marginalIntensity: { data: Record<string, string>; year: string };
  /** By zone of Electricity Maps, the average of the year. */
  electricityMaps: { yearly2025: { data: Record<string, { carbonIntensity: { value: number } }> } };
}

/** The tables of @tgwf/co2, which ships no types. Their licences differ: they are never merged. */
export const { averageIntensity, marginalIntensity, electricityMaps } = createRequire(import.meta.url)("@tgwf/co2/data") as Co2Tables;

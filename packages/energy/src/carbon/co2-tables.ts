import { createRequire } from "node:module";

interface Co2Tables {
  /** g CO2e per kWh by country (ISO 3166, three letters) and for the WORLD; the package does not say which year each is of. */
  averageIntensity: { data: Record<string, number> };
  /** By zone of Electricity Maps, the average of the year. */
  electricityMaps: { yearly2025: { data: Record<string, { carbonIntensity: { value: number } }> } };
}

/** The tables of @tgwf/co2, which ships no types. */
export const { averageIntensity, electricityMaps } = createRequire(import.meta.url)("@tgwf/co2/data") as Co2Tables;

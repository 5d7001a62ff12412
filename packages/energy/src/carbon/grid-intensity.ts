import { averageIntensity, electricityMaps } from "./co2-tables.ts";

export interface GridIntensity {
  /** g CO2e per kWh, yearly average, life cycle. */
  gramsPerKwh: number;
  /** 95 % factor for an hour of that year and for the difference between data sets. */
  factor: number;
  zone: string | null;
  source: string;
}

/** A zone that no table has. */
export class UnknownZone extends Error {
  readonly zone: string;
  constructor(zone: string) {
    super(`There is no grid zone "${zone}". Use a zone of Electricity Maps (DE, FR, US-CAL-CISO), or a country's three letters (DEU, FRA); leave it unset for the world average.`);
    this.name = "UnknownZone";
    this.zone = zone;
  }
}

const yearly = electricityMaps.yearly2025.data;
const countries = averageIntensity.data;
const PACKAGE = "@tgwf/co2 0.19.0";

/** Yearly averages of clean grids differ more between data sets (France: 31, 44, 56 g/kWh). */
const factorOf = (gramsPerKwh: number): number => (gramsPerKwh < 100 ? 1.5 : 1.3);

/**
 * Average carbon intensity of a zone. Two tables are kept apart, since their licences and methods differ.
 * @param zone a zone of Electricity Maps, a country's three letters (ISO 3166), or null: world average with a wide interval
 * @throws UnknownZone
 */
export function gridIntensityOf(zone: string | null): GridIntensity {
  if (zone === null) {
    const world = countries["WORLD"]!;
    return { gramsPerKwh: world, factor: 3, zone, source: `world average, zone not set (Ember 2022 to 2024, CC BY-SA 4.0, by ${PACKAGE})` };
  }
  const mapped = Object.hasOwn(yearly, zone) ? yearly[zone] : undefined;
  if (mapped) {
    const gramsPerKwh = mapped.carbonIntensity.value;
    return { gramsPerKwh, factor: factorOf(gramsPerKwh), zone, source: `${zone} average 2025 (Electricity Maps, ODbL, by ${PACKAGE})` };
  }
  const country = Object.hasOwn(countries, zone) ? countries[zone] : undefined;
  if (country === undefined) throw new UnknownZone(zone);
  return { gramsPerKwh: country, factor: factorOf(country), zone, source: `${zone} average (Ember 2022 to 2024, newest year of the country, CC BY-SA 4.0, by ${PACKAGE})` };
}

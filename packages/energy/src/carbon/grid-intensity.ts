import { threeLettersOf, twoLettersOf } from "../countries.ts";
import { averageIntensity, electricityMaps } from "./co2-tables.ts";
import { UnknownZone } from "./unknown-zone.ts";

export interface GridIntensity {
  /** g CO2e per kWh, yearly average, life cycle. */
  gramsPerKwh: number;
  /** 95 % factor for an hour of that year and for the difference between data sets. */
  factor: number;
  zone: string | null;
  /** Data set, year, licence. */
  source: string;
}

const PACKAGE = "@tgwf/co2 0.19.0";
const EMBER = `Ember, newest year of each country, 2022 to 2024, CC BY-SA 4.0, by ${PACKAGE}`;
const ELECTRICITY_MAPS = `Electricity Maps 2025, ODbL, by ${PACKAGE}`;
const WORLD_FACTOR = 3;

/** Yearly averages of clean grids differ more between data sets (France: 31, 44, 56 g/kWh). */
const factorOf = (gramsPerKwh: number): number => (gramsPerKwh < 100 ? 1.5 : 1.3);

const zoneGrams = (zone: string): number | undefined => {
  const zones = electricityMaps.yearly2025.data;
  return Object.hasOwn(zones, zone) ? zones[zone]?.carbonIntensity.value : undefined;
};

/** A row of 0 is small amounts rounded away: over a life cycle no grid emits nothing. */
const countryGrams = (country: string): number | undefined => {
  const key = threeLettersOf(country);
  return (key && averageIntensity.data[key]) || undefined;
};

/** Right zones near to a wrong one: the same in capitals, and those of the same country. */
function zonesNear(zone: string): string[] {
  const capitals = zone.toUpperCase();
  const country = twoLettersOf(capitals);
  const ofCountry = country === undefined ? [] : Object.keys(electricityMaps.yearly2025.data).filter((candidate) => candidate === country || candidate.startsWith(`${country}-`));
  const near = [capitals, ...ofCountry].filter((candidate) => zoneGrams(candidate) !== undefined || countryGrams(candidate) !== undefined);
  return [...new Set(near)];
}

/**
 * Average carbon intensity of a zone. Two tables are kept apart, since their licences and methods differ: a zone of Electricity Maps is read there,
 * and any other country from Ember's averages.
 * @param zone a zone of Electricity Maps (`DE`, `US-CAL-CISO`), a country's two or three letters (`CL`, `DEU`), or null: world average with a wide interval
 * @throws UnknownZone
 */
export function gridIntensityOf(zone: string | null): GridIntensity {
  if (zone === null) return { gramsPerKwh: averageIntensity.data["WORLD"]!, factor: WORLD_FACTOR, zone, source: `world average, zone not set (${EMBER})` };
  const ofZone = zoneGrams(zone);
  if (ofZone !== undefined) return { gramsPerKwh: ofZone, factor: factorOf(ofZone), zone, source: `average of zone ${zone} (${ELECTRICITY_MAPS})` };
  const ofCountry = countryGrams(zone);
  if (ofCountry === undefined) throw new UnknownZone(zone, zonesNear(zone));
  return { gramsPerKwh: ofCountry, factor: factorOf(ofCountry), zone, source: `average of country ${zone} (${EMBER})` };
}

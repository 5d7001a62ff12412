import { threeLettersOf, twoLettersOf } from "../countries.ts";
import { TABLES_PACKAGE, averageIntensity, electricityMaps, marginalIntensity } from "./co2-tables.ts";
import { emberYearOf } from "./ember-years.ts";
import { NoMarginalIntensity } from "./no-marginal-intensity.ts";
import { UnknownZone } from "./unknown-zone.ts";

/** `average`: all generation, shared out. `marginal`: the generation that answers to one kWh more or less. They answer different questions and are never mixed. */
export type IntensityKind = "average" | "marginal";

export interface GridIntensity {
  /** g CO2e per kWh, mean of a year. */
  gramsPerKwh: number;
  /** 95 % factor for an hour of that year and for the difference between data sets. */
  factor: number;
  zone: string | null;
  kind: IntensityKind;
  /** With building plants and bringing fuel, or burning it only; null: not said. */
  basis: "life-cycle" | "direct" | null;
  /** Year the figure is of; null: not said. */
  year: number | null;
  dataSet: string;
  licence: string;
  /** All of that in words. */
  source: string;
}

const WORLD_FACTOR = 3;
/** The margin changes between wind at night and coal at noon; twice either way is our judgement. */
const MARGINAL_FACTOR = 2;

/** 95 % factor of a yearly figure: those of clean grids differ more between data sets (France: 31, 44, 56 g/kWh). */
export const yearlyFactor = (gramsPerKwh: number): number => (gramsPerKwh < 100 ? 1.5 : 1.3);

const ember = (year: number) => ({ kind: "average", basis: "life-cycle", year, dataSet: "Ember", licence: "CC BY-SA 4.0" }) as const;
const electricityMaps2025 = { kind: "average", basis: "life-cycle", year: 2025, dataSet: "Electricity Maps", licence: "ODbL" } as const;
const ifi2021 = { kind: "marginal", basis: "direct", year: 2021, dataSet: "UNFCCC IFI harmonized grid factors", licence: "CC BY-SA" } as const;

type Table = Pick<GridIntensity, "kind" | "basis" | "year" | "dataSet" | "licence">;
const figure = (table: Table, zone: string | null, gramsPerKwh: number, factor: number, whose: string): GridIntensity => ({
  gramsPerKwh, factor, zone, ...table, source: `${whose} (${table.dataSet} ${table.year}, ${table.licence}, by ${TABLES_PACKAGE})`,
});

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

function averageOf(zone: string | null): GridIntensity {
  if (zone === null) return figure(ember(emberYearOf("WORLD")), null, averageIntensity.data["WORLD"]!, WORLD_FACTOR, "world average, zone not set");
  const ofZone = zoneGrams(zone);
  if (ofZone !== undefined) return figure(electricityMaps2025, zone, ofZone, yearlyFactor(ofZone), `average of zone ${zone}`);
  const ofCountry = countryGrams(zone);
  if (ofCountry === undefined) throw new UnknownZone(zone, zonesNear(zone));
  return figure(ember(emberYearOf(threeLettersOf(zone)!)), zone, ofCountry, yearlyFactor(ofCountry), `average of country ${zone}`);
}

/** By country only: a part of a country gets the country's, and says so. */
function marginalOf(zone: string | null): GridIntensity {
  if (zone === null) throw new NoMarginalIntensity(zone, "the data set has countries, not the world");
  averageOf(zone); // an unknown zone is refused as such
  const country = threeLettersOf(twoLettersOf(zone) ?? "");
  const grams = country === undefined ? Number.NaN : Number(marginalIntensity.data[country] ?? Number.NaN);
  if (Number.isNaN(grams)) throw new NoMarginalIntensity(zone, `${ifi2021.dataSet} ${ifi2021.year} have no row for it`);
  if (grams === 0) throw new NoMarginalIntensity(zone, `${ifi2021.dataSet} ${ifi2021.year} say 0 for ${country}, which leaves nothing to spread an interval from`);
  return figure(ifi2021, zone, grams, MARGINAL_FACTOR, `marginal intensity of country ${country}${country === zone || twoLettersOf(zone) === zone ? "" : ` for zone ${zone}`}`);
}

/**
 * Carbon intensity of a zone. Three tables are kept apart, since their licences and methods differ: a zone of Electricity Maps is read there,
 * any other country from Ember's averages, and the marginal one only where it is asked for.
 * @param zone a zone of Electricity Maps (`DE`, `US-CAL-CISO`), a country's two or three letters (`CL`, `DEU`), or null: world average with a wide interval
 * @throws UnknownZone
 * @throws NoMarginalIntensity
 */
export const gridIntensityOf = (zone: string | null, { marginal = false }: { marginal?: boolean } = {}): GridIntensity => (marginal ? marginalOf(zone) : averageOf(zone));

import type { GridIntensity } from "./carbon/grid-intensity.ts";
import { gridIntensityOf } from "./carbon/grid-intensity.ts";
import { UnknownZone } from "./carbon/unknown-zone.ts";
import type { ElectricityPrice } from "./cost/electricity-price.ts";
import { electricityPriceOf } from "./cost/electricity-price.ts";
import type { ComponentName } from "./meters/open-meter.ts";
import type { Cost, Measurement } from "./measurement.ts";
import type { MigratedRecord } from "./migrated-record.ts";
import { MIGRATED_FLAG } from "./migrated-record.ts";
import { InvalidInput, listOf, number, object, oneOf, orNull, readAll, text } from "./read-json.ts";
import { amount, componentName, constants, cost, measurement, share } from "./record-readers.ts";
import { digestsOf } from "./record-digest.ts";
import type { RecordFlag } from "./record-flags.ts";

interface RecordOfVersion1 {
  schemaVersion: 1;
  wallSeconds: number;
  cpuSeconds: number;
  coverage: number | null;
  energy: Measurement;
  carbon: Measurement;
  water: null;
  cost: Measurement;
  costs: Cost[];
  components: { name: ComponentName; energy: Measurement }[];
  ladder: { component: ComponentName; method: string; reason: string }[];
  flags: string[];
  constants: Record<string, number | string | null>;
}

const WHAT = "The energy record";
const LACKING: readonly RecordFlag[] = ["lacks-times", "lacks-host", "lacks-scope", "lacks-sampler", "lacks-raw-counters"];
const version1 = object<RecordOfVersion1>({
  schemaVersion: oneOf(1), wallSeconds: amount, cpuSeconds: amount, coverage: orNull(share), energy: measurement, carbon: measurement,
  water: (value, path, problems) => { if (value !== null) problems.push({ path, value, right: "null: the first release did not measure water" }); return null; },
  cost: measurement, costs: listOf(cost), components: listOf(object<RecordOfVersion1["components"][number]>({ name: componentName, energy: measurement })),
  ladder: listOf(object<RecordOfVersion1["ladder"][number]>({ component: componentName, method: text(), reason: text() })), flags: listOf(text()), constants,
});

/** Constants of the first release that now stand in the conversion. */
interface ConversionConstants {
  gridIntensityGramsPerKwh: number;
  gridFactor: number;
  zone: string | null;
  pricePerKwh: number;
  currency: string;
  priceFactor: number;
}
const conversionConstants = object<ConversionConstants>({
  gridIntensityGramsPerKwh: number({ above: 0 }), gridFactor: number({ min: 1 }), zone: orNull(text()), pricePerKwh: amount, currency: text("three capital letters of ISO 4217", /^[A-Z]{3}$/), priceFactor: number({ min: 1 }),
});
const CONVERSION_KEYS: ReadonlySet<string> = new Set<keyof ConversionConstants>(["gridIntensityGramsPerKwh", "gridFactor", "zone", "pricePerKwh", "currency", "priceFactor"]);

/** What the table says of the zone today, where that is what was used then. */
function tableGrid({ zone, gridIntensityGramsPerKwh, gridFactor }: ConversionConstants): GridIntensity | null {
  try {
    const grid = gridIntensityOf(zone);
    return grid.gramsPerKwh === gridIntensityGramsPerKwh && grid.factor === gridFactor ? grid : null;
  } catch (error) {
    if (error instanceof UnknownZone) return null;
    throw error;
  }
}

/** The first release knew averages only; it kept data set, year and licence in words. */
const gridOf = (used: ConversionConstants, source: string): GridIntensity =>
  tableGrid(used) ?? { gramsPerKwh: used.gridIntensityGramsPerKwh, factor: used.gridFactor, zone: used.zone, kind: "average", basis: "life-cycle", year: null, dataSet: source, licence: "as its source says", source };

function priceOf({ zone, pricePerKwh, currency, priceFactor }: ConversionConstants, source: string): ElectricityPrice {
  const price = electricityPriceOf(zone);
  if (price.pricePerKwh === pricePerKwh && price.currency === currency && price.factor === priceFactor) return price;
  const year = source.match(/\b20\d\d\b/)?.[0];
  if (year === undefined) throw new InvalidInput(WHAT, [{ path: "cost.source", value: source, right: "a source that names the year of its price" }]);
  return { pricePerKwh, currency, priceDate: `${year}-12-31`, factor: priceFactor, source };
}

type Constants = RecordOfVersion1["constants"];
const pick = (from: Constants, wanted: (key: string) => boolean): Constants => Object.fromEntries(Object.entries(from).filter(([key]) => wanted(key)));
const afterRate = (source: string): string => source.replace(/^[^,]*, /, "");

/**
 * A record of the first release in the second's form. What was not recorded then is null or empty, and named by a flag.
 * @throws InvalidInput
 */
export function migrateRecord(value: unknown): MigratedRecord {
  const { ladder, flags, components, ...old } = readAll(version1, value, WHAT);
  const { constants: used } = readAll(object<{ constants: ConversionConstants }>({ constants: conversionConstants }), { constants: pick(old.constants, (key) => CONVERSION_KEYS.has(key)) }, WHAT);
  const isLast = (index: number): boolean => ladder.findLastIndex(({ component: name }) => name === ladder[index]!.component) === index;
  const meterOf = (name: ComponentName): string | null => ladder.findLast((step) => step.component === name)?.method ?? null;
  const record: Omit<MigratedRecord, "digests"> = {
    ...old,
    schemaVersion: 2,
    startedAt: null, endedAt: null, scope: null, host: null, sampler: null,
    facilityEnergy: null, embodiedCarbon: null, sci: null,
    components: components.map(({ name, energy }) => ({ name, energy, meter: meterOf(name), attribution: null })),
    ladder: ladder.map((step, index) => ({ ...step, taken: isLast(index) })),
    flags: [...flags, MIGRATED_FLAG, ...LACKING],
    constants: pick(old.constants, (key) => !CONVERSION_KEYS.has(key)),
    counters: [],
    conversion: { grid: gridOf(used, afterRate(old.carbon.source)), price: priceOf(used, afterRate(old.cost.source)), pue: null, water: null, compute: null, hardware: null, embodied: null, functionalUnit: null },
    superseded: [],
  };
  return { ...record, digests: digestsOf(record) };
}

import type { GridIntensity, IntensityKind } from "./carbon/grid-intensity.ts";
import { gridIntensityOf, yearlyFactor } from "./carbon/grid-intensity.ts";
import { NoMarginalIntensity } from "./carbon/no-marginal-intensity.ts";
import type { ComputePrice, Conversion, EmbodiedCarbon, FunctionalUnit, HardwarePrice, Pue, WaterUse } from "./conversion.ts";
import { basis, factor, gramsPerKwh, kind, partReaders, year } from "./conversion-parts.ts";
import type { ElectricityPrice } from "./cost/electricity-price.ts";
import { electricityPriceOf } from "./cost/electricity-price.ts";
import type { Reader } from "./read-json.ts";
import { InvalidInput, boolean, object, optional, orElse, orNull, readAll, text } from "./read-json.ts";

const WHAT = "The conversion";

/** What is left out of a part has a default: its factor, and "stated by the site" as source. */
type Stated<T extends { factor: number; source: string }> = Omit<T, "factor" | "source"> & Partial<Pick<T, "factor" | "source">>;

/** A site's own carbon intensity: location-based (no certificates or offsets), with source and year. */
export interface SiteIntensity {
  gramsPerKwh: number;
  year: number;
  /** Who says so, where. */
  source: string;
  /** `average` where left out. */
  kind?: IntensityKind;
  basis?: GridIntensity["basis"];
  licence?: string;
  /** 95 % factor; that of a yearly figure where left out. */
  factor?: number;
}

/** A site's own electricity tariff. */
export type Tariff = Stated<ElectricityPrice>;

export interface ConversionInput {
  /** Grid zone and country of the machine; null: world averages with wide intervals. Never guessed. */
  zone: string | null;
  /** In place of the tables' intensity. */
  intensity?: SiteIntensity | null;
  /** The marginal table instead of the averages. */
  marginal?: boolean;
  /** In place of the country's price. */
  tariff?: Tariff | null;
  /** Null or left out: no building overhead is added. `pues` holds published ones. */
  pue?: Stated<Pue> | null;
  /** On-site water per IT energy. */
  wue?: Stated<WaterUse> | null;
  compute?: (Omit<Stated<ComputePrice>, "billingStepSeconds"> & { billingStepSeconds?: number | null }) | null;
  hardware?: Stated<HardwarePrice> | null;
  embodied?: Stated<EmbodiedCarbon> | null;
  functionalUnit?: FunctionalUnit | null;
}

const STATED = "stated by the site";
const readers = partReaders((instead) => ({ factor: orElse(factor, instead), source: orElse(text(), STATED) }));

const intensityReader = object<SiteIntensity>({
  gramsPerKwh, year, source: text("who says so, and where"), kind: optional(kind), basis: optional(basis), licence: optional(text()), factor: optional(factor),
});

interface ReadInput extends Omit<Conversion, "grid" | "price" | "water"> {
  zone: string | null;
  intensity: SiteIntensity | null;
  marginal: boolean;
  tariff: ElectricityPrice | null;
  wue: WaterUse | null;
}
const maybe = <T>(reader: Reader<T>): Reader<T | null> => orElse(orNull(reader), null);
const inputReader = object<ReadInput>({
  zone: orNull(text("a grid zone like DE or US-CAL-CISO, or null for the world average")), intensity: maybe(intensityReader), marginal: orElse(boolean, false), tariff: maybe(readers.price),
  pue: maybe(readers.pue), wue: maybe(readers.water), compute: maybe(readers.compute), hardware: maybe(readers.hardware), embodied: maybe(readers.embodied), functionalUnit: maybe(readers.functionalUnit),
});
const read = (input: unknown): ReadInput => readAll(inputReader, input, WHAT);

function gridFor({ zone, intensity, marginal }: Pick<ReadInput, "zone" | "intensity" | "marginal">): GridIntensity {
  if (!intensity) {
    try {
      return gridIntensityOf(zone, { marginal });
    } catch (error) {
      if (error instanceof NoMarginalIntensity) throw new InvalidInput(WHAT, [{ path: "marginal", value: true, right: error.message.replace(/\.$/, "") }]);
      throw error;
    }
  }
  if (marginal) throw new InvalidInput(WHAT, [{ path: "marginal", value: true, right: "either the table's marginal intensity or your own; say kind \"marginal\" in `intensity` if yours is one" }]);
  const { kind: ofKind = "average", licence = "licence not stated", source } = intensity;
  return {
    gramsPerKwh: intensity.gramsPerKwh, factor: intensity.factor ?? yearlyFactor(intensity.gramsPerKwh), zone, kind: ofKind, basis: intensity.basis ?? null, year: intensity.year, dataSet: source, licence,
    source: `the site's own ${ofKind} intensity${zone === null ? "" : ` in zone ${zone}`} (${source} ${intensity.year}, ${licence})`,
  };
}

/** Says whose a tariff is, where the source alone would not. */
const priceFor = ({ zone, tariff }: Pick<ReadInput, "zone" | "tariff">): ElectricityPrice => tariff ? { ...tariff, source: `the site's own tariff of ${tariff.priceDate} (${tariff.source})` } : electricityPriceOf(zone);

/**
 * All that makes carbon, water and money of energy and hours. What is left out is not known, and what follows from it is not computed.
 * @throws InvalidInput with every bad value, its field, and what would be right
 * @throws UnknownZone
 */
export function conversionOf(input: ConversionInput): Conversion {
  const parts = read(input);
  const { pue, wue: water, compute, hardware, embodied, functionalUnit } = parts;
  return { grid: gridFor(parts), price: priceFor(parts), pue, water, compute, hardware, embodied, functionalUnit };
}

/**
 * A conversion with some parts replaced; null takes a part out. A new zone brings its grid and its price, in place of a site's own figures that are
 * not given again. A marginal intensity stays a marginal one until `marginal` is false.
 * @throws InvalidInput, UnknownZone as `conversionOf`
 */
export function changedConversion(old: Conversion, changes: Partial<ConversionInput>): Conversion {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<ConversionInput>;
  const has = (...keys: (keyof ConversionInput)[]): boolean => keys.some((key) => key in given);
  const parts = read({ zone: old.grid.zone, marginal: old.grid.kind === "marginal" && !given.intensity, ...given });
  return {
    grid: has("zone", "intensity", "marginal") ? gridFor(parts) : old.grid,
    price: has("zone", "tariff") ? priceFor(parts) : old.price,
    pue: has("pue") ? parts.pue : old.pue,
    water: has("wue") ? parts.wue : old.water,
    compute: has("compute") ? parts.compute : old.compute,
    hardware: has("hardware") ? parts.hardware : old.hardware,
    embodied: has("embodied") ? parts.embodied : old.embodied,
    functionalUnit: has("functionalUnit") ? parts.functionalUnit : old.functionalUnit,
  };
}

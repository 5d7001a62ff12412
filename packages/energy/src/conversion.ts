import type { GridIntensity } from "./carbon/grid-intensity.ts";
import type { ElectricityPrice } from "./cost/electricity-price.ts";

/** A building's overhead: facility energy = IT energy × PUE. */
export interface Pue {
  value: number;
  /** 95 % factor. */
  factor: number;
  source: string;
}

/** On-site water per IT energy (ISO/IEC 30134-9), never multiplied by PUE. */
export interface WaterUse {
  litresPerKwh: number;
  factor: number;
  source: string;
}

/** What renting the machine costs by the hour. */
export interface ComputePrice {
  pricePerHour: number;
  currency: string;
  /** e.g. `on-demand`, `spot`, `reserved-1-year`. */
  kind: string;
  /** Hours are billed in steps of so many seconds, begun ones whole; null: as long as the window was open. */
  billingStepSeconds: number | null;
  /** RFC 3339 date. */
  priceDate: string;
  factor: number;
  source: string;
}

/** What owning it costs: purchase spread over its life, in the share that is used. */
export interface HardwarePrice {
  purchase: number;
  currency: string;
  lifeHours: number;
  /** Share of the machine, 0 … 1. */
  share: number;
  priceDate: string;
  factor: number;
  source: string;
}

/** Emissions of making the machine: M = TE · (TiR / EL) · (RR / ToR). */
export interface EmbodiedCarbon {
  totalGrams: number;
  lifeHours: number;
  /** Resources reserved ÷ total resources, 0 … 1. */
  share: number;
  factor: number;
  source: string;
}

/** R of SCI: what the emissions are divided by. */
export interface FunctionalUnit {
  /** e.g. `1,000 inferences`. */
  name: string;
  count: number;
}

/** All that makes carbon, water and money of joules and hours. What is null is not known, and what follows from it is not computed. */
export interface Conversion {
  grid: GridIntensity;
  price: ElectricityPrice;
  pue: Pue | null;
  water: WaterUse | null;
  compute: ComputePrice | null;
  hardware: HardwarePrice | null;
  embodied: EmbodiedCarbon | null;
  functionalUnit: FunctionalUnit | null;
}

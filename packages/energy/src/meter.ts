import type { GridIntensity } from "./carbon/grid-intensity.ts";
import { gridIntensityOf } from "./carbon/grid-intensity.ts";
import { carbonOf, costOf } from "./convert.ts";
import type { ElectricityPrice } from "./cost/electricity-price.ts";
import { electricityPriceOf } from "./cost/electricity-price.ts";
import type { Processor } from "./hardware/processor.ts";
import type { Cost, Measurement } from "./measurement.ts";
import type { OpenMeter, Reading } from "./meters/meter.ts";
import { meters } from "./meters/registry.ts";
import { combineFactors, intervalOf, tickFactor } from "./uncertainty.ts";

/** The record of the first release, until this file writes energy-record.ts'. */
export interface EnergyRecord {
  schemaVersion: 1;
  wallSeconds: number;
  cpuSeconds: number;
  coverage: number | null;
  energy: Measurement;
  carbon: Measurement;
  water: null;
  cost: Measurement;
  costs: Cost[];
  components: { name: string; energy: Measurement }[];
  ladder: { component: string; method: string; reason: string }[];
  flags: string[];
  constants: Record<string, number | string | null>;
}

export interface SoFar {
  cpuSeconds: number;
  wallSeconds: number;
  /** Median, J. */
  joules: number;
}

/** What an interrupted window had reached, as a checkpoint carried it. */
export type Carried = SoFar;

/** An open window. Whatever is not part of the work (loading, evaluating, waiting) happens while it is paused. */
export interface EnergyWindow {
  pause(): void;
  resume(): void;
  soFar(): SoFar;
  /** Closes the window. */
  stop(): EnergyRecord;
}

export interface Meter {
  start(options?: { carried?: Carried; paused?: boolean }): EnergyWindow;
  /** What the meter's price makes of joules, in whole units of `currency`. */
  price: ElectricityPrice;
}

export interface MeterOptions {
  /** Grid zone and country of this machine; null: world averages with wide intervals. */
  zone: string | null;
  processor: Processor;
  root?: { proc: string };
}

/**
 * The best meter that this machine has for its own process.
 * @throws UnknownZone
 */
export function createMeter({ zone, processor, root = { proc: "/proc" } }: MeterOptions): Meter {
  const grid = gridIntensityOf(zone);
  const price = electricityPriceOf(zone);
  const ladder: EnergyRecord["ladder"] = [];
  let open: OpenMeter | undefined;
  for (const kind of meters) {
    const candidate = kind.open(processor, root);
    if ("unavailable" in candidate) {
      ladder.push({ component: "cpu", method: kind.id, reason: candidate.unavailable });
      continue;
    }
    open = candidate;
    ladder.push({ component: candidate.component, method: kind.id, reason: "the best meter that this release has for this machine" });
    break;
  }
  if (!open) throw new Error(`No meter works here: ${ladder.map(({ method, reason }) => `${method}: ${reason}`).join("; ")}.`);
  const meter = open;
  return { price, start: (options) => openWindow(meter, { grid, price, ladder }, options) };
}

interface Conversion {
  grid: GridIntensity;
  price: ElectricityPrice;
  ladder: EnergyRecord["ladder"];
}

function openWindow(meter: OpenMeter, conversion: Conversion, { carried, paused = false }: { carried?: Carried; paused?: boolean } = {}): EnergyWindow {
  const sum: SoFar = carried ? { ...carried } : { cpuSeconds: 0, wallSeconds: 0, joules: 0 };
  let running: (Reading & { at: number }) | null = null;
  const now = (): Reading & { at: number } => ({ ...meter.read(), at: performance.now() });
  const elapsed = (): SoFar => {
    if (!running) return { ...sum };
    const reading = now();
    return {
      cpuSeconds: sum.cpuSeconds + reading.cpuSeconds - running.cpuSeconds,
      wallSeconds: sum.wallSeconds + (reading.at - running.at) / 1000,
      joules: sum.joules + reading.joules - running.joules,
    };
  };
  const pause = (): void => {
    Object.assign(sum, elapsed());
    running = null;
  };
  const resume = (): void => {
    running ??= now();
  };
  if (!paused) resume();
  return {
    pause,
    resume,
    soFar: elapsed,
    stop() {
      pause();
      return recordOf(sum, meter, conversion);
    },
  };
}

function recordOf({ cpuSeconds, wallSeconds, joules }: SoFar, meter: OpenMeter, { grid, price, ladder }: Conversion): EnergyRecord {
  const short = cpuSeconds < 100 * meter.tickSeconds;
  const factor = combineFactors(meter.factor, cpuSeconds > 0 ? tickFactor(cpuSeconds, meter.tickSeconds) : 1);
  const nothing = { low: 0, high: Number(meter.constants["wattsPerThread"] ?? 0) * meter.tickSeconds * meter.factor, level: 0.95 };
  const energy: Measurement = { value: joules, unit: "J", interval: joules > 0 ? intervalOf(joules, factor) : nothing, method: meter.method, boundary: meter.boundary, source: meter.source };
  const cost = costOf(energy, price);
  const { coverage, flags } = meter.seen();
  return {
    schemaVersion: 1,
    wallSeconds,
    cpuSeconds,
    coverage,
    energy,
    carbon: carbonOf(energy, grid),
    water: null,
    cost,
    costs: [{ kind: "ELECTRICITY", amount: cost }],
    components: [{ name: meter.component, energy }],
    ladder,
    flags: [...flags, ...(short ? ["window-shorter-than-100-ticks"] : []), ...(grid.zone === null ? ["zone-not-set"] : [])],
    constants: { ...meter.constants, gridIntensityGramsPerKwh: grid.gramsPerKwh, gridFactor: grid.factor, zone: grid.zone, pricePerKwh: price.pricePerKwh, currency: price.currency, priceFactor: price.factor },
  };
}

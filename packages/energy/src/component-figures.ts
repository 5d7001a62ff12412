import type { Attribution, ComponentFigure } from "./energy-record.ts";
import type { Interval, Measurement, MeasurementBoundary, MeasurementMethod } from "./measurement.ts";
import type { ComponentName, OpenMeter } from "./meters/open-meter.ts";
import type { MeterSums } from "./sums.ts";
import { LEVEL, combineFactors, sumOf, tickFactor } from "./uncertainty.ts";

/** Joules of one meter in one window, with what their interval is made of; a checkpoint carries it to the next process. */
export interface MeterPart {
  component: ComponentName;
  meter: string;
  /** Which of several alike; absent where there is one. */
  device?: string;
  method: MeasurementMethod;
  boundary: MeasurementBoundary;
  factor: number;
  biasGroup: string;
  source: string;
  joules: number;
  /** Bounds by what could not be read; equal to joules where all was. */
  lowJoules: number;
  highJoules: number;
  attribution: Omit<Attribution, "rule" | "share"> | null;
}

/** Whoever uses nearly all of a component in use is billed all of it by either rule. */
const EXCLUSIVE_SHARE = 0.99;
/** A component's joules shared by CPU time: how well that tells who drew them. A judgement: other work may draw 1.2 times more or less per CPU second. */
const SHARED_FACTOR = 1.2;

/** @param seconds how long the window was */
export const partOf = ({ id, component, device, method, boundary, factor, biasGroup, source, kind, ...meter }: OpenMeter, sums: MeterSums, seconds: number): MeterPart => ({
  component, meter: id, ...(device === undefined ? {} : { device }), method, boundary, factor: meter.factorAt?.(seconds) ?? factor, biasGroup, source,
  joules: sums.joules, lowJoules: sums.lowJoules, highJoules: sums.highJoules,
  attribution: kind === "counter" ? { machineJoules: sums.machineJoules, activeJoules: sums.activeJoules, idleJoules: sums.idleJoules, unallocatedJoules: sums.unallocatedJoules } : null,
});

const isSameMeter = (a: MeterPart, b: MeterPart): boolean => a.component === b.component && a.meter === b.meter && a.device === b.device && a.source === b.source;

/** Adds what an earlier process of the same work had used; another machine's meter stays a line of its own. */
export function withCarried(parts: MeterPart[], carried: readonly MeterPart[]): MeterPart[] {
  const known = new Set<MeterPart>();
  const sums = parts.map((part) => {
    const earlier = carried.find((candidate) => isSameMeter(candidate, part) && !known.has(candidate));
    if (!earlier) return part;
    known.add(earlier);
    return { ...part, joules: part.joules + earlier.joules, lowJoules: part.lowJoules + earlier.lowJoules, highJoules: part.highJoules + earlier.highJoules, attribution: part.attribution && addAttributions(part.attribution, earlier.attribution) };
  });
  return [...sums, ...carried.filter((part) => !known.has(part))];
}

type Shares = NonNullable<MeterPart["attribution"]>;
const addAttributions = (a: Shares, b: Shares | null): Shares =>
  b ? { machineJoules: a.machineJoules + b.machineJoules, activeJoules: a.activeJoules + b.activeJoules, idleJoules: a.idleJoules + b.idleJoules, unallocatedJoules: a.unallocatedJoules + b.unallocatedJoules } : a;

const shareOf = ({ joules, attribution }: MeterPart): number => (attribution && attribution.machineJoules > 0 ? Math.min(1, joules / attribution.machineJoules) : 1);

function factorOfPart(part: MeterPart, clock: { cpuSeconds: number; tickSeconds: number }): number {
  const ticks = part.attribution === null && clock.cpuSeconds > 0 ? tickFactor(clock.cpuSeconds, clock.tickSeconds) : 1;
  return combineFactors(part.factor, ticks, part.attribution && shareOf(part) < EXCLUSIVE_SHARE ? SHARED_FACTOR : 1);
}

function energyOf(part: MeterPart, factor: number, wattsForNothing: number, tickSeconds: number): Measurement {
  const interval = part.highJoules > 0 ? { low: Math.max(0, part.lowJoules) / factor, high: part.highJoules * factor, level: LEVEL } : { low: 0, high: wattsForNothing * tickSeconds * factor, level: LEVEL };
  return { value: part.joules, unit: "J", interval, method: part.method, boundary: part.boundary, source: part.source };
}

/** A figure for each part. @param wattsPerThread what one tick that was missed may have drawn, W */
export const componentFigures = (parts: readonly MeterPart[], clock: { cpuSeconds: number; tickSeconds: number }, wattsPerThread: number): ComponentFigure[] =>
  parts.map((part) => ({
    name: part.component,
    meter: part.meter,
    energy: energyOf(part, factorOfPart(part, clock), wattsPerThread, clock.tickSeconds),
    attribution: part.attribution && { rule: shareOf(part) < EXCLUSIVE_SHARE ? "cpu-time" : "exclusive", share: shareOf(part), ...part.attribution },
  }));

/** From the strongest to the weakest: a sum is as good as its weakest part. */
const methodsByStrength: readonly MeasurementMethod[] = ["COUNTER", "SAMPLED", "ESTIMATED", "PROJECTED", "DECLARED"];
/** From the narrowest to the widest. */
const boundariesByWidth: readonly MeasurementBoundary[] = ["PROCESS", "COMPONENT", "NODE", "FACILITY"];
const lastOf = <T>(order: readonly T[], values: readonly T[]): T => order[Math.max(...values.map((value) => order.indexOf(value)))]!;

/** Whether a figure may as well be 0, for all that is known: then no factor spans its interval. */
const mayBeNothing = (value: number, low: number): boolean => low < value / 1000;
/** 95 % factor of an interval; of one that reaches 0 that of its upper end. */
const factorOfSpread = (value: number, { low, high }: Pick<Interval, "low" | "high">): number => (mayBeNothing(value, low) ? Math.max(1, high / value) : Math.sqrt(high / low));

/**
 * The sum of the components that were measured; null where none was. Parts of one bias group are wrong together, the others independently.
 */
export function totalEnergy(parts: readonly MeterPart[], figures: readonly ComponentFigure[]): Measurement | null {
  const energies = figures.flatMap(({ energy }) => (energy ? [energy] : []));
  if (energies.length < 2) return energies[0] ?? null;
  const measured = figures.flatMap(({ energy }, index) => (energy && energy.value > 0 && energy.interval ? [{ ...energy.interval, median: energy.value, factor: factorOfSpread(energy.value, energy.interval), biasGroup: parts[index]!.biasGroup }] : []));
  const sum = sumOf(measured);
  const certain = measured.filter(({ median, low }) => !mayBeNothing(median, low)); // a part that may be 0 adds nothing to the least that it all may be
  const low = certain.length < measured.length ? Math.min(sum.low, sumOf(certain).low) : sum.low;
  return {
    value: sum.median,
    unit: "J",
    interval: { low, high: sum.high, level: LEVEL },
    method: lastOf(methodsByStrength, energies.map(({ method }) => method)),
    boundary: lastOf(boundariesByWidth, energies.map(({ boundary }) => boundary ?? "PROCESS")),
    source: figures.map(({ name, energy }) => `${name}: ${energy!.source}`).join("; "),
  };
}

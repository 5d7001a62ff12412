import { costOf } from "../convert.ts";
import type { ElectricityPrice } from "../cost/electricity-price.ts";
import type { CostKind, Interval, Measurement } from "../measurement.ts";
import { LEVEL, studentQuantile } from "../uncertainty.ts";

/** A figure with what is needed to tell its bias from its spread. */
export interface PayBackFigure {
  figure: Measurement;
  /**
   * Figures of one group were made on one host by one method: their error is common and cancels in ratios. Null: of no group.
   * Write what makes the error, e.g. `worker-7/cpu-time/amd-epyc-zen4`.
   */
  biasGroup: string | null;
  /** The same quantity in each repeated run, in the figure's unit; empty: one run, or not kept. */
  runs: number[];
}

/** Something that was spent to get the optimized model. It has been spent: of its error only the bias counts. */
export interface Spending {
  /** e.g. `distillation`, `training of the teacher`. */
  name: string;
  /** Whether it counts here: a teacher that was there anyway may be left out, and the result says so. */
  counted: boolean;
  figure: Measurement;
  biasGroup: string | null;
}

export interface PayBackInput {
  spendings: Spending[];
  /** Per 1,000 inferences, of the model before and after, in the unit of what was spent. */
  base: PayBackFigure;
  optimized: PayBackFigure;
}

export interface PayBack {
  /** `maybe-never`: by the interval, or for want of one, the optimized model may save nothing. */
  verdict: "pays-back" | "maybe-never" | "never";
  /**
   * Inferences after which what was saved equals what was spent. `value` null: never, by the medians. `high` null: maybe never.
   * All three null: never.
   */
  inferences: { value: number | null; low: number | null; high: number | null; level: number };
  /** J, or a currency. */
  unit: string;
  /** Sum of what is counted. */
  spent: { value: number; interval: Interval | null };
  /** Per 1,000 inferences; may be negative. */
  saved: { value: number; interval: Interval | null };
  counted: string[];
  notCounted: string[];
  /** What the saving's sign rests on: the spread of runs whose bias is common, or each figure's whole interval. */
  basis: "run-to-run-spread" | "full-factors";
}

/** A quantity with its ends. */
interface Ends {
  value: number;
  low: number;
  high: number;
}
const PER = 1000;

const wholeEnds = ({ value, interval }: Measurement): Ends | null => interval && { value, low: interval.low, high: interval.high };

/** 95 % interval of the mean over runs alone, on logarithms, by Student's t. */
function spreadEnds({ figure: { value }, runs }: PayBackFigure): Ends {
  const logs = runs.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const factor = Math.exp(studentQuantile(logs.length - 1) * Math.sqrt(variance / logs.length));
  return { value, low: value / factor, high: value * factor };
}

/**
 * Difference of two independent quantities from their own ends. Source: MOVER (Zou and Donner 2008, "Construction of confidence limits about effect measures: a general approach"),
 * low = d − √((a − a_low)² + (b_high − b)²), and the other end likewise.
 */
const difference = (a: Ends, b: Ends): Ends => ({
  value: a.value - b.value, low: a.value - b.value - Math.hypot(a.value - a.low, b.high - b.value), high: a.value - b.value + Math.hypot(a.high - a.value, b.value - b.low),
});

interface Saving {
  value: number;
  /** Of the difference; without the common bias where that has cancelled. Null: not known. */
  ends: Ends | null;
  /** Logarithm of the common bias, down and up; 0 where it is in the ends. */
  bias: { down: number; up: number };
  basis: PayBack["basis"];
}

function savingOf(base: PayBackFigure, optimized: PayBackFigure): Saving {
  const value = base.figure.value - optimized.figure.value;
  const common = base.biasGroup !== null && base.biasGroup === optimized.biasGroup;
  const repeated = [base, optimized].every(({ figure, runs }) => figure.value > 0 && runs.length > 1 && runs.every((run) => run > 0));
  const [ofBase, ofOptimized] = [wholeEnds(base.figure), wholeEnds(optimized.figure)];
  if (!common || !repeated) return { value, ends: ofBase && ofOptimized && difference(ofBase, ofOptimized), bias: { down: 0, up: 0 }, basis: "full-factors" };
  const bias = ofBase ? { down: Math.log(ofBase.value / ofBase.low), up: Math.log(ofBase.high / ofBase.value) } : { down: 0, up: 0 };
  return { value, ends: difference(spreadEnds(base), spreadEnds(optimized)), bias, basis: "run-to-run-spread" };
}

/** An end of a saving with the common bias on it: distances add as squares where the end has the saving's sign; an end beyond 0 grows by all of it. */
function withBias(value: number, end: number, bias: number, side: "low" | "high"): number {
  if (!(value * end > 0)) return end * Math.exp(bias);
  const outward = (side === "high") === value > 0 ? 1 : -1;
  return value * Math.exp(outward * Math.hypot(Math.log(end / value), bias));
}

const intervalOfSaving = ({ value, ends, bias: { down, up } }: Saving, level: number): Interval | null =>
  ends && { low: withBias(value, ends.low, ends.low > 0 ? down : up, "low"), high: withBias(value, ends.high, ends.high > 0 ? up : down, "high"), level };

/** Errors of several spendings are taken as common: their ends are added. */
function spentOf(spendings: Spending[]): { value: number; ends: Ends | null } {
  const all = spendings.map(({ figure }) => wholeEnds(figure));
  const value = spendings.reduce((sum, { figure }) => sum + figure.value, 0);
  return { value, ends: all.every((ends) => ends !== null) ? { value, low: all.reduce((sum, ends) => sum + ends.low, 0), high: all.reduce((sum, ends) => sum + ends.high, 0) } : null };
}

/** Bounds of spent ÷ saved × 1,000: distances on logarithms add as squares. */
function boundsOf(spent: { value: number; ends: Ends | null }, saving: Saving, cancels: boolean): { low: number | null; high: number | null } {
  const { ends, bias } = saving;
  const ofSpent = cancels ? { value: spent.value, low: spent.value, high: spent.value } : spent.ends;
  if (ends === null || ofSpent === null) return { low: null, high: null };
  const { down, up } = cancels ? { down: 0, up: 0 } : bias;
  const count = (amount: number, perThousand: number): number => (PER * amount) / perThousand;
  // Of the saving's far ends the reference is the median where that saves anything, else the end itself.
  const median = saving.value > 0 ? saving.value : ends.high;
  const towardsLess = ofSpent.value > 0 ? Math.hypot(Math.log(ofSpent.value / ofSpent.low), Math.log(ends.high / median), up) : 0;
  const low = ends.high > 0 ? count(ofSpent.value, median) / Math.exp(towardsLess) : null;
  if (!(ends.low > 0)) return { low, high: null };
  const high = ofSpent.value > 0 ? count(ofSpent.value, median) * Math.exp(Math.hypot(Math.log(ofSpent.high / ofSpent.value), Math.log(median / ends.low), down)) : count(ofSpent.high, ends.low);
  return { low, high: Number.isFinite(high) ? high : null };
}

function verdictOf({ value, ends }: Saving): PayBack["verdict"] {
  if (ends === null) return value > 0 ? "maybe-never" : "never";
  if (ends.low > 0) return "pays-back";
  return ends.high > 0 ? "maybe-never" : "never";
}

function checkUnits({ spendings, base, optimized }: PayBackInput): string {
  const { unit } = base.figure;
  const other = [optimized.figure, ...spendings.map(({ figure }) => figure)].find((figure) => figure.unit !== unit);
  if (other) throw new RangeError(`What was spent and what is saved must be in one unit: there is ${unit} and ${other.unit}.`);
  return unit;
}

/**
 * After how many inferences an optimized model has saved what making it took; "never" is an answer. Where all figures share one bias, only the spread from run to run is left;
 * otherwise each brings its whole interval.
 * @throws RangeError where units differ
 */
export function payBackOf(input: PayBackInput): PayBack {
  const unit = checkUnits(input);
  const { spendings, base, optimized } = input;
  const counted = spendings.filter((spending) => spending.counted);
  const spent = spentOf(counted);
  const saving = savingOf(base, optimized);
  const cancels = saving.basis === "run-to-run-spread" && counted.every(({ biasGroup }) => biasGroup === base.biasGroup);
  const verdict = verdictOf(saving);
  const level = Math.min(...[base, optimized, ...counted].map(({ figure }) => figure.interval?.level ?? LEVEL));
  const bounds = verdict === "never" ? { low: null, high: null } : boundsOf(spent, saving, cancels);
  return {
    verdict,
    inferences: { value: saving.value > 0 ? (PER * spent.value) / saving.value : null, ...bounds, level },
    unit,
    spent: { value: spent.value, interval: spent.ends && { low: spent.ends.low, high: spent.ends.high, level } },
    saved: { value: saving.value, interval: intervalOfSaving(saving, level) },
    counted: counted.map(({ name }) => name),
    notCounted: spendings.filter((spending) => !spending.counted).map(({ name }) => name),
    basis: saving.basis,
  };
}

/** Energy and each kind of money by itself: kinds of cost are never added. */
export const payBacksOf = (energy: PayBackInput, money: (PayBackInput & { kind: CostKind })[]): { energy: PayBack; money: { kind: CostKind; payBack: PayBack }[] } => ({
  energy: payBackOf(energy), money: money.map(({ kind, ...input }) => ({ kind, payBack: payBackOf(input) })),
});

/** Electricity of an energy in one price: the price's error is common as well, where the energies' is. */
const priced = <T extends { figure: Measurement; biasGroup: string | null }>(of: T, price: ElectricityPrice): T => ({
  ...of, figure: costOf(of.figure, price), biasGroup: of.biasGroup && `${of.biasGroup} at ${price.pricePerKwh} ${price.currency}/kWh`,
});

/** The same question asked of electricity bills, where one price holds for making the model and for using it. */
export function electricityPayBackInput({ spendings, base, optimized }: PayBackInput, price: ElectricityPrice): PayBackInput & { kind: CostKind } {
  const ofRuns = (of: PayBackFigure): PayBackFigure => ({ ...priced(of, price), runs: of.runs.map((value) => costOf({ ...of.figure, value }, price).value) });
  return { kind: "ELECTRICITY", spendings: spendings.map((spending) => priced(spending, price)), base: ofRuns(base), optimized: ofRuns(optimized) };
}

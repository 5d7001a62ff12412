import { readFileSync } from "node:fs";
import { conversionOf } from "../conversion-of.ts";
import type { EstimateFor, PastRun } from "./estimate.ts";
import { createEstimator } from "./estimate.ts";
import type { ProjectedFigures } from "./projected-figures.ts";
import { uniform } from "./test-machines.ts";
import type { Work } from "./work.ts";
import { keyOf, workKeys } from "./work.ts";

/** A run of the recorded set: test-data/README.md. */
export interface RecordedRun extends PastRun {
  /** Hidden layers of what the pipeline begins with, e.g. "64-64". */
  hidden: string;
  energyJoules: number;
  durationSeconds: number;
}

export function recordedRuns(): RecordedRun[] {
  const [names = "", ...lines] = readFileSync(new URL("../../test-data/digits-runs.tsv", import.meta.url), "utf8").trimEnd().split("\n");
  const columns = names.split("\t");
  return lines.map((line) => {
    const row = Object.fromEntries(line.split("\t").map((value, column) => [columns[column]!, value]));
    const work = Object.fromEntries(workKeys.map((key) => [key, Number(row[key])])) as unknown as Work;
    return { work, task: "digits", hidden: row["hidden"]!, energyJoules: Number(row["energyJoules"]), durationSeconds: Number(row["runSeconds"]) };
  });
}

const about: EstimateFor = {
  hardwareClass: "cpu/amd-epyc-zen4/1",
  boundary: "PROCESS",
  meter: "ESTIMATED",
  conversion: conversionOf({ zone: "DE" }),
};

export const quantities = ["energy", "carbon", "cost", "duration"] as const;
type Quantity = (typeof quantities)[number];

/** What a run turned out to take, as a report would say it. */
const actual = ({ energyJoules, durationSeconds }: RecordedRun): Record<Quantity, number> =>
  ({ energy: energyJoules, carbon: (energyJoules / 3.6e6) * 342, cost: (energyJoules / 3.6e6) * 0.19, duration: durationSeconds });

export interface Coverage {
  /** Of the runs that were held out. */
  share: number;
  below: number;
  /** Geometric mean of what they took over the median that was foretold. */
  bias: number;
  /** Geometric mean of √(high / low): ×/÷. */
  width: number;
  count: number;
}

/** How runs that were held out lie to what was foretold from a history; `widen` multiplies the intervals' logarithms. */
export function coverageOf(history: RecordedRun[], heldOut: RecordedRun[], widen = 1): Record<Quantity, Coverage> {
  const { estimate } = createEstimator(history, about);
  const places = heldOut.map((run) => ({ took: actual(run), foretold: estimate({ work: run.work, task: run.task, runs: 1 }).perRun }));
  return Object.fromEntries(quantities.map((quantity) => [quantity, coverage(places.map(({ took, foretold }) => place(took[quantity], foretold[quantity], widen)))])) as Record<Quantity, Coverage>;
}

function place(took: number, { value, interval }: ProjectedFigures["energy"], widen: number) {
  const [low, high] = [value * (interval!.low / value) ** widen, value * (interval!.high / value) ** widen];
  return { inside: took >= low && took <= high, below: took < value, off: Math.log(took / value), width: Math.log(high / low) / 2 };
}

function coverage(places: ReturnType<typeof place>[]): Coverage {
  const mean = (of: (one: (typeof places)[number]) => number): number => places.reduce((sum, one) => sum + of(one), 0) / places.length;
  return { share: mean(({ inside }) => Number(inside)), below: mean(({ below }) => Number(below)), bias: Math.exp(mean(({ off }) => off)), width: Math.exp(mean(({ width }) => width)), count: places.length };
}

/** Kinds of work in an order that follows from a seed; the runs of the first `share` of them, and the rest. */
export function split(runs: RecordedRun[], seed: number, share = 0.5): [RecordedRun[], RecordedRun[]] {
  const random = uniform(seed);
  const works = [...new Set(runs.map(({ work }) => keyOf(work)))].map((key) => ({ key, at: random() })).toSorted((a, b) => a.at - b.at);
  const first = new Set(works.slice(0, Math.floor(works.length * share)).map(({ key }) => key));
  return [runs.filter(({ work }) => first.has(keyOf(work))), runs.filter(({ work }) => !first.has(keyOf(work)))];
}

/** So many of the runs, whichever: first in an order that follows from a seed. */
export function some(runs: RecordedRun[], count: number, seed = 1): RecordedRun[] {
  const random = uniform(seed + 1000);
  return runs.map((run) => ({ run, at: random() })).toSorted((a, b) => a.at - b.at).slice(0, count).map(({ run }) => run);
}

/** For each work that was run four times or more, whether what its runs took together lies in the total that was foretold without them. */
export function totalsHeld(runs: RecordedRun[], quantity: "energy" | "duration"): boolean[] {
  const works = [...new Set(runs.map(({ work }) => keyOf(work)))];
  const groups = works.map((key) => runs.filter(({ work }) => keyOf(work) === key)).filter((group) => group.length >= 4);
  return groups.map((group) => {
    const { work, task } = group[0]!;
    const history = runs.filter((run) => keyOf(run.work) !== keyOf(work));
    const { interval } = createEstimator(history, about).estimate({ work, task, runs: group.length }).total[quantity];
    const took = group.reduce((sum, run) => sum + actual(run)[quantity], 0);
    return took >= interval!.low && took <= interval!.high;
  });
}

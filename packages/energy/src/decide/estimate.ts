import type { Conversion } from "../conversion.ts";
import type { MeasurementBoundary } from "../measurement.ts";
import type { Basis } from "./basis.ts";
import { basisWords } from "./basis.ts";
import type { Learnt } from "./learnt.ts";
import { learn } from "./learnt.ts";
import { durationPrior, energyPrior } from "./prior.ts";
import type { ProjectedFigures } from "./projected-figures.ts";
import { projectedFigures } from "./projected-figures.ts";
import type { Work } from "./work.ts";
import { keyOf, workKeys } from "./work.ts";
import type { Observation } from "./work-model.ts";

/** A run that has ended well, on the hardware class and backend and by the method that the estimate is for. */
export interface PastRun {
  work: Work;
  /** Slug of the task. */
  task: string;
  /** What it reported for its training, J; null: not measured. */
  energyJoules: number | null;
  /** From its claim to its end, s; null: not known, or it was interrupted. */
  durationSeconds: number | null;
}

/** Runs that are to come, alike but for their seeds. */
export interface Plan {
  work: Work;
  task: string;
  /** How many, ≥ 1. */
  runs: number;
}

/** What is known of the machine beside its runs. */
export interface EstimateFor {
  /** E.g. `cpu/amd-epyc-zen4/1`; null: not known. */
  hardwareClass: string | null;
  /** Of the figures of the past runs. */
  boundary: MeasurementBoundary;
  /** What the past figures are by, e.g. `ESTIMATED, CPU seconds × 1.53 W per thread`; null: no run is known. */
  meter: string | null;
  conversion: Pick<Conversion, "grid" | "price">;
}

export interface Estimate {
  perRun: ProjectedFigures;
  /** All runs, one after another. */
  total: ProjectedFigures;
  basis: Basis & { words: string };
}

export interface Estimator {
  /** @throws RangeError naming what of the plan is wrong */
  estimate(plan: Plan): Estimate;
}

/** Standard deviation of ln where no run of the task is known: its data may be of another size or kind. A judgement: one task has been measured. */
const OTHER_TASK = 0.3;

/**
 * Learns from a machine's past runs, once for many plans.
 * @param history at most some thousands; runs of another hardware class, backend, thread count or method do not belong in it
 * @throws RangeError naming the run and what is wrong with it
 */
export function createEstimator(history: readonly PastRun[], about: EstimateFor): Estimator {
  history.forEach(({ work }, index) => checkWork(work, `history.${index}`));
  const observed = observationsOf(history, "energyJoules");
  const [energy, duration] = [learn(observed, energyPrior(about.hardwareClass)), learn(observationsOf(history, "durationSeconds"), durationPrior)];
  const works = new Set(observed.map(({ work }) => keyOf(work))).size;
  return {
    estimate({ work, task, runs }) {
      checkWork(work, "plan");
      if (!(Number.isInteger(runs) && runs >= 1)) throw new RangeError(`plan.runs must be a whole number from 1, not ${runs}.`);
      const otherTask = history.length > 0 && !history.some((run) => run.task === task);
      const extra = otherTask ? OTHER_TASK ** 2 : 0;
      const [joules, seconds] = [energy.foretell(work, runs, extra), duration.foretell(work, runs, extra)];
      const basis: Basis = { kind: kindOf(energy), runs: energy.runs, durationRuns: duration.runs, works, otherTask, beyond: joules.beyond };
      const sources = { energy: sourceOf(energy, about), duration: sourceOf(duration, { ...about, meter: null }) };
      const figures = (which: "one" | "all"): ProjectedFigures => projectedFigures({ ...about, energy: joules[which], duration: seconds[which], sources });
      return { perRun: figures("one"), total: figures("all"), basis: { ...basis, words: basisWords(basis, about.hardwareClass) } };
    },
  };
}

/** What runs will take, before the first of them: `createEstimator` for one plan. */
export const estimate = (plan: Plan, history: readonly PastRun[], about: EstimateFor): Estimate => createEstimator(history, about).estimate(plan);

const kindOf = ({ runs, calibrated }: Learnt): Basis["kind"] => (runs === 0 ? "NONE" : calibrated ? "CALIBRATED" : "FEW");

function sourceOf({ runs }: Learnt, { hardwareClass, meter }: EstimateFor): string {
  if (runs === 0) return "work of the specification at the rates of another machine";
  return `work of the specification at the rates of ${runs} past runs on ${hardwareClass ?? "an unknown class"}${meter === null ? "" : ` (${meter})`}`;
}

function checkWork(work: Work, of: string): void {
  for (const key of workKeys) if (!(Number.isFinite(work[key]) && work[key] >= 0)) throw new RangeError(`${of}.work.${key} must be a number from 0, not ${String(work[key])}.`);
  if (work.steps === 0) throw new RangeError(`${of}.work.steps must be at least 1.`);
}

/** What was taken, where it was measured; of 0 no factor can be learnt. */
function observationsOf(history: readonly PastRun[], of: "energyJoules" | "durationSeconds"): Observation[] {
  return history.flatMap((run, index) => {
    const value = run[of];
    if (value === null) return [];
    if (!(Number.isFinite(value) && value >= 0)) throw new RangeError(`history.${index}.${of} must be a number from 0, or null, not ${value}.`);
    return value > 0 ? [{ work: run.work, value }] : [];
  });
}

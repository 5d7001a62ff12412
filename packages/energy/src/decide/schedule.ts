import { normalCdf } from "../normal.ts";
import { number, object, orNull, readAll, where } from "../read-json.ts";
import { JOULES_PER_KWH } from "../units.ts";
import { cleanestWindow } from "./contiguous.ts";
import type { Profile, Stretch } from "./profile.ts";
import { integralOfAll, profileFrom, secondsBySlot } from "./profile.ts";
import type { IntensitySlot, SignalName } from "./signal.ts";
import type { Pause } from "./suspendable.ts";
import { cleanestStretches, costOfPauses } from "./suspendable.ts";

export interface Job {
  /** Time it runs, s: the expected one, and what it stays within in 9 of 10 cases. */
  seconds: { p50: number; p90: number };
  /** Mean power of the machine while it runs, W, without building overhead. */
  watts: number;
  /** Null: no building overhead is added. */
  pue: number | null;
  /** Latest end; null: nobody allowed a delay, so it runs now. */
  deadline: Date | null;
  /** Null: it cannot be paused. */
  pause: Pause | null;
}

/** A stretch of time, RFC 3339. */
export interface TimeWindow {
  from: string;
  to: string;
}

export type StartReason =
  | "saves-carbon" | "cleanest-now" | "no-deadline" | "yearly-data-only" | "signal-does-not-reach" | "deadline-too-near" | "saving-below-overhead" | "saving-too-uncertain";

/** g CO2e by the signal's values as they were then. */
export interface ExpectedCarbon {
  runNowGrams: number;
  /** Of the work as planned, without what pausing takes. */
  plannedGrams: number;
  /** Of checkpoints and restarts. */
  overheadGrams: number;
  /** Run-now less planned and overhead. */
  savingGrams: number;
  /** Probability that anything is saved, under the forecast's error. */
  chanceOfSaving: number;
}

export interface StartPlan {
  decision: "run-now" | "start-later" | "pause-and-resume";
  reason: StartReason;
  /** The reason in a sentence, with its figures. */
  explanation: string;
  /** When to run, for the expected time; what runs longer goes on after the last. */
  windows: TimeWindow[];
  /** End where it takes its p90. Not after the deadline, unless running at once would be as well. */
  latestEnd: string;
  /** Of the cleanest plan that was found, whether it was taken or not; null where none was looked for. */
  expected: ExpectedCarbon | null;
  /** The signal that steered. */
  signal: SignalName | null;
}

/** A plan must save with this probability. */
export const LEAST_CHANCE = 0.8;

/**
 * Standard deviation of the logarithm of what came ÷ what was forecast, by hours ahead: 0.05 at once, growing to 0.2 at 48 hours and beyond. Our judgement: the British forecast's
 * last word was off by 7.1 % in the mean, 2017 to 2023 (nickmp.com, "Carbon Intensity Forecast Tracking"), and forecasts of wind and load lose most over two days.
 */
export const forecastDeviation = (hoursAhead: number): number => 0.05 + 0.15 * Math.min(1, Math.max(0, hoursAhead / 48));

const jobReader = object<Job>({
  seconds: where(object<Job["seconds"]>({ p50: number({ above: 0 }, "s"), p90: number({ above: 0 }, "s") }), ({ p50, p90 }) => p90 >= p50, "a p90 that is not below the p50"),
  watts: number({ min: 0 }, "W"),
  pue: orNull(number({ min: 1, max: 5 }, "facility energy ÷ IT energy")),
  deadline: orNull((value, path, problems) => {
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) problems.push({ path, value, right: "a Date, or null where no delay is allowed" });
    return value as Date;
  }),
  pause: orNull(object<Pause>({ joules: number({ min: 0 }, "J of a checkpoint and a restart"), seconds: number({ min: 0 }, "s of a checkpoint and a restart") })),
});

/** Never a certainty: it rests on a forecast. */
const probabilityOf = (chance: number): string => (chance > 0.99 ? "above 99 %" : `of ${(100 * chance).toFixed(0)} %`);
const iso = (ms: number): string => new Date(ms).toISOString();
const gramsOf = (wattSecondsPerKwh: number): number => wattSecondsPerKwh / JOULES_PER_KWH;

/** Energy-weighted sum and its deviation on the logarithm; errors of neighbouring half hours are taken as one, which is the wider side. */
function sumOf(profile: Profile, seconds: number[], nowMs: number, deviation: (hours: number) => number): { sum: number; deviation: number } {
  const weights = profile.slots.map(({ gramsPerKwh }, index) => gramsPerKwh * seconds[index]!);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const spread = profile.slots.reduce((total, { startMs, forecast }, index) => total + weights[index]! * (forecast ? deviation((startMs - nowMs) / 3_600_000) : 0), 0);
  return { sum, deviation: sum > 0 ? spread / sum : 0 };
}

/** Probability that the plan with its overhead emits less than running now: what both have in common cancels, the rest is log-normal. */
function chanceOfSaving(profile: Profile, runNow: Stretch[], plan: Stretch[], overhead: number, nowMs: number, deviation: (hours: number) => number): number {
  const [ofNow, ofPlan] = [secondsBySlot(profile, runNow), secondsBySlot(profile, plan)];
  const onlyNow = sumOf(profile, ofNow.map((seconds, index) => Math.max(0, seconds - ofPlan[index]!)), nowMs, deviation);
  const onlyPlan = sumOf(profile, ofPlan.map((seconds, index) => Math.max(0, seconds - ofNow[index]!)), nowMs, deviation);
  const against = onlyPlan.sum + overhead;
  if (onlyNow.sum <= 0) return 0;
  if (against <= 0) return 1;
  const width = Math.hypot(onlyNow.deviation, onlyPlan.deviation);
  const distance = Math.log(onlyNow.sum / against);
  return width === 0 ? Number(distance > 0) : normalCdf(distance / width);
}

export interface PlanInput {
  job: Job;
  now: Date;
  /** Half hours of the signal from now on; null: only a yearly figure is known, which has no cleaner hour. */
  slots: IntensitySlot[] | null;
  signal: SignalName | null;
  /** In place of `forecastDeviation`. */
  deviation?: (hoursAhead: number) => number;
}

/** Cleanest plan that keeps the deadline in its p90: in one piece, or in several where the job can be paused and that is cleaner with its overhead. */
function cleanestPlan(profile: Profile, { seconds, watts, pause }: Job, nowMs: number, deadlineMs: number): { stretches: Stretch[]; overhead: number } {
  const whole = { stretches: [cleanestWindow(profile, seconds.p50, nowMs, deadlineMs - seconds.p90 * 1000)], overhead: 0 };
  if (pause === null) return whole;
  // Whatever runs longer than expected goes on after the last stretch without a pause: that much time is kept free before the deadline.
  const stretches = cleanestStretches(profile, { seconds: seconds.p50, watts, pause }, nowMs, deadlineMs - (seconds.p90 - seconds.p50) * 1000);
  if (stretches === null || stretches.length === 1) return whole;
  const overhead = watts === 0 ? 0 : costOfPauses(profile, stretches, pause) / watts;
  return integralOfAll(profile, stretches) + overhead < integralOfAll(profile, whole.stretches) ? { stretches, overhead } : whole;
}

/**
 * When to start, for carbon: in the cleanest time before the deadline, if that saves more than it costs and is likely enough to; otherwise now. The deadline is never missed for
 * carbon: whatever takes up to its p90 ends before it, and what could not anyway starts at once.
 * @throws InvalidInput naming what is wrong with the job
 */
export function planStart({ job: given, now, slots, signal, deviation = forecastDeviation }: PlanInput): StartPlan {
  const job = readAll(jobReader, given, "The job");
  const { seconds, deadline } = job;
  const nowMs = now.getTime();
  const atOnce = [{ fromMs: nowMs, toMs: nowMs + seconds.p50 * 1000 }];
  const plan = (decision: StartPlan["decision"], stretches: Stretch[], reason: StartReason, explanation: string, expected: ExpectedCarbon | null = null): StartPlan => ({
    decision, reason, explanation, windows: stretches.map(({ fromMs, toMs }) => ({ from: iso(fromMs), to: iso(toMs) })), latestEnd: iso(stretches.at(-1)!.toMs + (seconds.p90 - seconds.p50) * 1000), expected, signal,
  });
  const runNow = (reason: StartReason, explanation: string, expected?: ExpectedCarbon): StartPlan => plan("run-now", atOnce, reason, `Runs now: ${explanation}`, expected);

  if (slots === null) return runNow("yearly-data-only", "only a yearly intensity is known, and a year has no cleaner hour.");
  if (deadline === null) return runNow("no-deadline", "no deadline was given, so no delay was allowed.");
  if (nowMs + seconds.p90 * 1000 >= deadline.getTime()) return runNow("deadline-too-near", `it may take ${Math.round(seconds.p90)} s, and the deadline ${deadline.toISOString()} leaves no time to wait.`);
  const profile = profileFrom(slots, nowMs);
  if (profile === null || atOnce[0]!.toMs > profile.endMs) return runNow("signal-does-not-reach", "the signal has no values from now until the expected end.");

  const { stretches, overhead } = cleanestPlan(profile, job, nowMs, deadline.getTime());
  if (stretches[0]!.fromMs === nowMs && stretches.length === 1) return runNow("cleanest-now", "no time before the deadline is forecast to be cleaner.");
  const perSecond = job.watts * (job.pue ?? 1);
  const [ofNow, ofPlan] = [integralOfAll(profile, atOnce), integralOfAll(profile, stretches)];
  const expected: ExpectedCarbon = {
    runNowGrams: gramsOf(perSecond * ofNow), plannedGrams: gramsOf(perSecond * ofPlan), overheadGrams: gramsOf(perSecond * overhead), savingGrams: gramsOf(perSecond * (ofNow - ofPlan - overhead)),
    chanceOfSaving: chanceOfSaving(profile, atOnce, stretches, overhead, nowMs, deviation),
  };
  const figures = `${expected.savingGrams.toPrecision(3)} of ${expected.runNowGrams.toPrecision(3)} g CO2e, with a probability ${probabilityOf(expected.chanceOfSaving)}`;
  if (!(expected.savingGrams > 0)) return runNow("saving-below-overhead", "waiting or pausing would save no more than it costs.", expected);
  if (expected.chanceOfSaving < LEAST_CHANCE) return runNow("saving-too-uncertain", `the cleanest plan would save ${figures}, which is less than ${100 * LEAST_CHANCE} %.`, expected);
  const paused = stretches.length > 1;
  return plan(paused ? "pause-and-resume" : "start-later", stretches, "saves-carbon", `${paused ? `Runs in ${stretches.length} stretches from` : "Starts at"} ${iso(stretches[0]!.fromMs)}: saves ${figures}, by the ${signal?.kind ?? "given"} signal.`, expected);
}

import type { Interval, Measurement } from "../measurement.ts";
import { JOULES_PER_KWH } from "../units.ts";
import { cleanestWindow } from "./contiguous.ts";
import type { Profile, Stretch } from "./profile.ts";
import { integralOfAll, profileFrom, secondsOf } from "./profile.ts";
import type { TimeWindow } from "./schedule.ts";
import type { IntensitySlot, SignalName } from "./signal.ts";
import type { Pause } from "./suspendable.ts";
import { cleanestStretches, costOfPauses } from "./suspendable.ts";

/** What one signal says of a run afterwards. All figures rest on the same energy; their intervals are those of that energy, half-hourly intensities are taken as published. */
export interface LedgerAccount {
  signal: SignalName;
  /** Null while the half hours up to the deadline, or to the end of the run, have not all come. */
  figures: {
    /** What the run emitted, g CO2e. */
    actual: Measurement;
    /** What it would have emitted, had it run at once when it was submitted: the counterfactual. */
    runNow: Measurement;
    /** The least it could have emitted before its deadline, had all been known. */
    oracle: Measurement;
    /** Run-now less actual; negative where the delay made it worse. */
    saving: Measurement;
    /** Actual less oracle. */
    regret: Measurement;
  } | null;
  /** First half hour that is missing or still a forecast; null where the account is complete. */
  awaiting: string | null;
}

export interface LedgerEntry {
  submittedAt: string;
  windows: TimeWindow[];
  /** From submission to start, with all pauses, s. */
  delaySeconds: number;
  deadlineMet: boolean | null;
  energy: Measurement;
  /** The first is of the signal that steered. */
  accounts: LedgerAccount[];
}

export interface LedgerInput {
  submittedAt: Date;
  deadline: Date | null;
  /** When it ran. */
  windows: TimeWindow[];
  /** Of the whole run with its checkpoints, J. */
  energy: Measurement;
  /** What each of its pauses took; null: it could not be paused. */
  pause: Pause | null;
  /** The signal that steered first, then others to report beside it: an average and a marginal one may disagree. */
  signals: { signal: SignalName; slots: IntensitySlot[] }[];
}

/** g CO2e of a rate per joule of the energy; a negative one turns the interval round. */
function emitted(energy: Measurement, gramsPerJoule: number, source: string): Measurement {
  const ends = energy.interval && [energy.interval.low * gramsPerJoule, energy.interval.high * gramsPerJoule].sort((a, b) => a - b);
  const interval: Interval | null = energy.interval && ends && { low: ends[0]!, high: ends[1]!, level: energy.interval.level };
  return { value: energy.value * gramsPerJoule, unit: "gCO2e", interval, method: energy.method === "DECLARED" ? "DECLARED" : "ESTIMATED", boundary: energy.boundary, source };
}

/** Values that came, from submission on, without gaps; and where they end. */
function whatCame(slots: IntensitySlot[], fromMs: number): { profile: Profile | null; knownUntilMs: number } {
  const profile = profileFrom(slots.filter(({ forecast }) => !forecast), fromMs);
  return { profile, knownUntilMs: profile?.endMs ?? fromMs };
}

function accountOf({ signal, slots }: LedgerInput["signals"][number], { submittedAt, deadline, energy, pause }: LedgerInput, ran: Stretch[]): LedgerAccount {
  const submittedMs = submittedAt.getTime();
  const pauses = ran.length - 1;
  const workSeconds = secondsOf(ran) - pauses * (pause?.seconds ?? 0);
  const latestEndMs = Math.max(ran.at(-1)!.toMs, submittedMs + workSeconds * 1000, deadline?.getTime() ?? 0);
  const { profile, knownUntilMs } = whatCame(slots, submittedMs);
  if (profile === null || knownUntilMs < latestEndMs) return { signal, figures: null, awaiting: new Date(knownUntilMs).toISOString() };

  // Rates per joule of the whole run: what pausing took is spread by itself, at the intensity of its moments.
  const pauseJoules = pauses * (pause?.joules ?? 0);
  const ofWork = energy.value > 0 ? Math.max(0, 1 - pauseJoules / energy.value) : 1;
  const watts = (energy.value * ofWork) / secondsOf(ran);
  const meanOver = (stretches: Stretch[]): number => integralOfAll(profile, stretches) / secondsOf(stretches);
  const pausing = (stretches: Stretch[]): number => (pause === null || !(energy.value > 0) ? 0 : costOfPauses(profile, stretches, pause) / energy.value);
  const rate = (stretches: Stretch[]): number => ofWork * meanOver(stretches) * (secondsOf(stretches) / secondsOf(ran)) + pausing(stretches);
  const atOnce = [{ fromMs: submittedMs, toMs: submittedMs + workSeconds * 1000 }];
  const deadlineMs = deadline?.getTime() ?? submittedMs;
  const candidates = [ran, atOnce, [cleanestWindow(profile, workSeconds, submittedMs, deadlineMs - workSeconds * 1000)]];
  const inPieces = pause && cleanestStretches(profile, { seconds: workSeconds, watts, pause }, submittedMs, deadlineMs);
  if (inPieces) candidates.push(inPieces);

  const [actual, runNow, oracle] = [rate(ran), rate(atOnce), Math.min(...candidates.map(rate))];
  const grams = (gramsPerKwh: number, what: string): Measurement => emitted(energy, gramsPerKwh / JOULES_PER_KWH, `${what}, by what came of the ${signal.source}; the interval is that of the energy`);
  return {
    signal,
    figures: {
      actual: grams(actual, "as it ran"), runNow: grams(runNow, "had it run when it was submitted"), oracle: grams(oracle, "the least before its deadline, had all been known"),
      saving: grams(runNow - actual, "run-now less actual"), regret: grams(actual - oracle, "actual less the least that was possible"),
    },
    awaiting: null,
  };
}

/**
 * What starting a run when it started was worth, with the counterfactual: the same energy had it run at once, at the intensities that came. A saving is claimed from here
 * only, never from a forecast.
 * @throws RangeError where there is no window, or one ends before it begins
 */
export function ledgerOf(input: LedgerInput): LedgerEntry {
  const { submittedAt, deadline, windows, energy, signals } = input;
  const ran = windows.map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
  if (ran.length === 0 || ran.some(({ fromMs, toMs }) => !(toMs > fromMs))) throw new RangeError("A ledger needs the times a run ran: windows that end after they begin.");
  const endMs = ran.at(-1)!.toMs;
  return {
    submittedAt: submittedAt.toISOString(),
    windows,
    delaySeconds: (endMs - submittedAt.getTime()) / 1000 - secondsOf(ran),
    deadlineMet: deadline && endMs <= deadline.getTime(),
    energy,
    accounts: signals.map((signal) => accountOf(signal, input, ran)),
  };
}

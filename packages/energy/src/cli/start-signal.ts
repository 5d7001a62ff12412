import type { Job, StartPlan } from "../decide/schedule.ts";
import { planStart } from "../decide/schedule.ts";
import type { IntensitySignal, IntensitySlot } from "../decide/signal.ts";
import { slotsKnownAt } from "../decide/signal.ts";
import { readDescribedSignal } from "../decide/signals/described-file.ts";
import { wordsOf } from "./say.ts";
import { UsageError } from "./usage-error.ts";

const HOUR_MS = 3_600_000;
/** Further ahead a signal is not asked for where no deadline bounds it. */
const AHEAD_MS = 28 * 24 * HOUR_MS;

/** @throws UsageError where there is no such file; InvalidInput naming the lines that are wrong */
export async function signalOfFile(option: string, path: string): Promise<IntensitySignal> {
  try {
    return await readDescribedSignal(path);
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UsageError(`--${option}: ${path} cannot be read: ${wordsOf(error)}. Give a file of half-hourly intensities: joulemark-energy plan --help shows one.`);
  }
}

export interface PlannedStart {
  plan: StartPlan;
  signal: IntensitySignal;
  slots: IntensitySlot[];
}

/** The plan by what the file says at this moment; what has not ended is taken as a forecast. */
export async function planBySignal(path: string, job: Job, now: Date): Promise<PlannedStart> {
  const signal = await signalOfFile("signal", path);
  const until = new Date((job.deadline?.getTime() ?? now.getTime() + job.seconds.p90 * 1000) + HOUR_MS);
  const slots = slotsKnownAt(await signal.values(now, new Date(Math.min(until.getTime(), now.getTime() + AHEAD_MS))), now);
  const { zone, kind, source } = signal;
  return { plan: planStart({ job, now, slots, signal: { zone, kind, source } }), signal, slots };
}

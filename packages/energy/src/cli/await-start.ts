import { constants } from "node:os";
import type { Job, StartPlan } from "../decide/schedule.ts";
import { say, warn, wordsOf } from "./say.ts";
import { planBySignal } from "./start-signal.ts";

/** How often the signal is looked at again while waiting, ms; forecasts are published anew, and clocks may jump or sleep. */
const LOOK_AGAIN_MS = 30_000;

const endings: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

export interface StartedWhen {
  /** The plan that held when it was started; null: given up, nothing may be started. */
  plan: StartPlan | null;
  /** Exit code where it was given up. */
  code: number;
}

/** Sleeps, or less where a signal comes. */
function pauseFor(ms: number, gaveUp: Promise<NodeJS.Signals>): Promise<NodeJS.Signals | null> {
  let timer: NodeJS.Timeout | undefined;
  const slept = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)));
  return Promise.race([slept, gaveUp]).finally(() => clearTimeout(timer));
}

/**
 * Waits until the plan says now. Every half minute the signal is read and planned by anew, since what is known changes; a signal that can no longer be read is no reason to
 * wait: it starts at once. The deadline is kept by the plan, which is never later than it allows.
 * @throws UsageError, InvalidInput where the signal cannot be read at the first look, before anything waits
 */
export async function awaitStart(path: string, job: Job, { now = () => new Date(), lookAgainMs = LOOK_AGAIN_MS }: { now?: () => Date; lookAgainMs?: number } = {}): Promise<StartedWhen> {
  let { plan } = await planBySignal(path, job, now());
  say(plan.explanation);
  let told = plan.windows[0]!.from;
  let ended: NodeJS.Signals | null = null;
  let listener: ((signal: NodeJS.Signals) => void) | undefined;
  const gaveUp = new Promise<NodeJS.Signals>((resolve) => (listener = resolve));
  endings.forEach((signal) => process.on(signal, listener!));
  try {
    while (plan.decision !== "run-now") {
      const left = Date.parse(plan.windows[0]!.from) - now().getTime();
      if (left <= 0) break;
      ended = await pauseFor(Math.min(left, lookAgainMs), gaveUp);
      if (ended !== null) return { plan: null, code: 128 + constants.signals[ended] };
      // At its time it starts: a plan made anew then would only find that this half hour was not ended yet.
      if (Date.parse(plan.windows[0]!.from) <= now().getTime()) break;
      plan = await planAnew(path, job, plan, now());
      if (plan.windows[0]!.from === told || plan.decision === "run-now") continue;
      told = plan.windows[0]!.from;
      say(plan.explanation);
    }
    return { plan, code: 0 };
  } finally {
    endings.forEach((signal) => process.removeListener(signal, listener!));
    if (ended !== null) warn(`Given up while waiting, by ${ended}; nothing was started.`);
  }
}

async function planAnew(path: string, job: Job, before: StartPlan, now: Date): Promise<StartPlan> {
  try {
    const { plan } = await planBySignal(path, job, now);
    if (plan.decision === "run-now") say(plan.explanation);
    return plan;
  } catch (error) {
    const explanation = `Runs now: the signal can no longer be read (${wordsOf(error)}).`;
    say(explanation);
    const from = now.toISOString();
    const to = new Date(now.getTime() + job.seconds.p50 * 1000).toISOString();
    return { ...before, decision: "run-now", reason: "signal-does-not-reach", explanation, windows: [{ from, to }], latestEnd: new Date(now.getTime() + job.seconds.p90 * 1000).toISOString(), expected: null };
  }
}

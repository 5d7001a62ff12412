/** What the live strip shows of a run. */
export interface LiveState {
  state: string;
  step: number | null;
  totalSteps: number | null;
  epoch: number | null;
  etaSeconds: number | null;
  /** J so far, over all attempts behind the current weights. */
  energyJoules: number | null;
}

/** An event as far as the strip changes with it. */
export interface LiveEvent {
  kind: string;
  step: number | null;
  epoch: number | null;
  values: { name: string; value: number }[];
}

/**
 * The strip after an event. Only progress moves it: a checkpoint is reported after later steps. What an event does not say
 * stays as it was; the end of a run comes with the page.
 */
export function afterEvent(state: LiveState, event: LiveEvent): LiveState {
  if (event.kind !== "PROGRESS") return state;
  const value = (name: string): number | undefined => event.values.find((candidate) => candidate.name === name)?.value;
  return {
    state: state.state === "QUEUED" ? "RUNNING" : state.state,
    step: event.step ?? state.step,
    totalSteps: value("totalSteps") ?? state.totalSteps,
    epoch: event.epoch ?? state.epoch,
    etaSeconds: value("etaSeconds") ?? state.etaSeconds,
    energyJoules: value("energyJoules") ?? state.energyJoules,
  };
}

/** Whole percent done; null where the length of the run is not known. Never 100 before the end. */
export function percentDone({ step, totalSteps }: LiveState): number | null {
  if (step === null || !totalSteps) return null;
  return Math.min(99, Math.floor((step / totalSteps) * 100));
}

/** Whether a run in this state still changes. */
export const isGoing = (state: string): boolean => state === "QUEUED" || state === "RUNNING";

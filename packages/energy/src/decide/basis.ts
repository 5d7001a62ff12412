import type { Beyond } from "./seen-range.ts";

/** NONE: no run is known, the rates are another machine's. FEW: rates are learnt, how far they are off is believed. CALIBRATED: that was seen on runs held out. */
export type BasisKind = "NONE" | "FEW" | "CALIBRATED";

/** What an estimate rests on. */
export interface Basis {
  kind: BasisKind;
  /** Runs that energy was learnt from, and those that duration was. */
  runs: number;
  durationRuns: number;
  /** Kinds of work among the former. */
  works: number;
  /** No run of this task is among them. */
  otherTask: boolean;
  /** What the plan has more or less of than any of them. */
  beyond: Beyond[];
}

const called: Record<Beyond["what"], string> = {
  steps: "steps",
  weights: "weights",
  multiplyAdds: "multiply-adds a step",
  layerSteps: "layers",
  optimizerValues: "weights to update a step",
  exampleValues: "values a step",
  passes: "passes a step",
};

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The basis in words, with what made it wider. */
export function basisWords({ kind, runs, durationRuns, works, otherTask, beyond }: Basis, hardwareClass: string | null): string {
  const machine = hardwareClass ?? "a machine of unknown class";
  if (kind === "NONE") return `No run on ${machine} is known yet: multiply-adds, steps and passes at the rates of one AMD EPYC, ×/÷ 4 for any other machine. Wide.`;
  return [
    `Multiply-adds, steps and passes at rates learnt from ${plural(runs, "run")} of ${plural(works, "kind")} of work on ${machine}.`,
    kind === "CALIBRATED" ? "The interval is how far runs lay from it that it was not learnt from." : "Too few to see how far that is off: the interval is a belief, and wide.",
    ...(durationRuns === 0 ? ["How long they took is not known: the duration is wide."] : []),
    ...(otherTask ? ["None of them is of this task: wider."] : []),
    ...beyond.map(({ what, times }) => (times >= 1 ? `It has about ${times} times more ${called[what]} than any of them: wider.` : `It has about ${1 / times} times fewer ${called[what]} than any of them: wider.`)),
  ].join(" ");
}

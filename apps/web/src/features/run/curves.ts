/** An event as far as curves are drawn from it. */
export interface CurveEvent {
  kind: string;
  step: number | null;
  values: { name: string; value: number }[];
}

/** The test split is used once, at the end: it is a figure and no curve. */
export type Split = "training" | "validation";

/** Readings of one quantity on one split of the data, in the order of the steps. */
export interface SplitCurve {
  split: Split;
  points: { step: number; value: number }[];
}

/** What can be drawn of a run. */
export interface RunCurves {
  loss: SplitCurve[];
  accuracy: SplitCurve[];
  energyJoules: SplitCurve[];
}

const splits: Split[] = ["training", "validation"];

/** `validationAccuracy`, or `accuracy` in a METRIC event, is of the validation split; else of training. */
function splitOf(name: string, kind: string): Split {
  return kind === "METRIC" || /valid|^val_?/i.test(name) ? "validation" : "training";
}

function quantityOf(name: string): keyof RunCurves | null {
  if (name === "energyJoules") return "energyJoules";
  if (/test/i.test(name)) return null;
  if (/loss/i.test(name)) return "loss";
  return /accuracy/i.test(name) ? "accuracy" : null;
}

/**
 * Curves of a run from its events, oldest first. An attempt that resumes repeats steps:
 * the newer reading of a step replaces the older ones from that step on.
 */
export function curvesOf(events: CurveEvent[]): RunCurves {
  const curves: Record<keyof RunCurves, Record<Split, SplitCurve["points"]>> = { loss: empty(), accuracy: empty(), energyJoules: empty() };
  for (const { kind, step, values } of events) {
    if (step === null || (kind !== "PROGRESS" && kind !== "METRIC")) continue;
    for (const { name, value } of values) {
      const quantity = quantityOf(name);
      if (!quantity || !Number.isFinite(value)) continue;
      const points = curves[quantity][quantity === "energyJoules" ? "training" : splitOf(name, kind)];
      while (points.length > 0 && points.at(-1)!.step >= step) points.pop();
      points.push({ step, value });
    }
  }
  return { loss: drawn(curves.loss), accuracy: drawn(curves.accuracy), energyJoules: drawn(curves.energyJoules) };
}

const empty = (): Record<Split, SplitCurve["points"]> => ({ training: [], validation: [] });
const drawn = (bySplit: Record<Split, SplitCurve["points"]>): SplitCurve[] =>
  splits.map((split) => ({ split, points: bySplit[split] })).filter((curve) => curve.points.length > 0);

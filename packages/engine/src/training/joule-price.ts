import type { EarlyStoppingSpec } from "./early-stopping.ts";
import type { CurvePoint, ExpectedGain } from "./saturating-curve.ts";
import { expectedGain } from "./saturating-curve.ts";

/** What a joule must bring to be spent. */
export interface JoulePriceSpec {
  /** Of the validation split, after each epoch. */
  monitor: EarlyStoppingSpec["monitor"];
  /** Gain in what is watched that a joule must bring, 1/J: of a share for `val_accuracy`, of nats for `val_loss`. */
  price: number;
  /** How sure it must be that the next epoch brings less, 0.5 … 1 (exclusive). */
  confidence: number;
  /** Epochs that are trained whatever they bring. */
  minEpochs: number;
}

/** What a checkpoint keeps of it. */
export interface JoulePriceState {
  points: CurvePoint[];
  stopped: boolean;
}

/** Fewer points do not tell a curve from a line. */
const LEAST_POINTS = 4;
/** Epochs whose mean says what the next one takes. */
const RECENT = 3;

/** z of a one-sided confidence. Abramowitz and Stegun 1964, 26.2.23: to 4.5e-4. */
export function normalQuantile(confidence: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - confidence));
  return t - (2.515517 + 0.802853 * t + 0.010328 * t ** 2) / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3);
}

/** Watches what the joules of each epoch bring and says when the next ones are not worth their price. */
export class JoulePrice {
  readonly spec: JoulePriceSpec;
  private readonly points: CurvePoint[];
  private hasStopped: boolean;
  /** What the next epoch was last expected to bring and take; null: nothing yet. */
  expected: (ExpectedGain & { joules: number }) | null = null;

  constructor(spec: JoulePriceSpec, state: JoulePriceState = { points: [], stopped: false }) {
    this.spec = spec;
    this.points = [...state.points];
    this.hasStopped = state.stopped;
  }

  get state(): JoulePriceState {
    return { points: [...this.points], stopped: this.hasStopped };
  }

  /**
   * @param joules of the training so far, rising from epoch to epoch
   * @param value of what is watched; one that is not finite tells nothing and is passed over
   * @returns whether to stop
   */
  observe(joules: number, value: number): boolean {
    if (!Number.isFinite(value)) return false;
    const { monitor, price, confidence, minEpochs } = this.spec;
    this.points.push([joules, monitor === "val_loss" ? -value : value]);
    if (this.points.length < Math.max(LEAST_POINTS, minEpochs)) return false;
    const recent = this.points.slice(-RECENT - 1);
    const next = (joules - recent[0]![0]) / (recent.length - 1);
    if (!(next > 0)) return false; // the meter has not seen these epochs yet
    this.expected = { ...expectedGain(this.points, next, normalQuantile(confidence)), joules: next };
    this.hasStopped = this.expected.upper < price * next;
    return this.hasStopped;
  }
}

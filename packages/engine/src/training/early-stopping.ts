import type { Weight } from "../network/network.ts";

/** Keras' words and meanings (keras.callbacks.EarlyStopping); epochs are counted from 0. What is watched is that of the validation split. */
export interface EarlyStoppingSpec {
  /** `val_loss`: mean cross-entropy with the labels; `val_accuracy`: share that is right. */
  monitor: "val_loss" | "val_accuracy";
  /** The least change that counts as better. */
  minDelta: number;
  /** Epochs without anything better before it stops. */
  patience: number;
  mode: "auto" | "min" | "max";
  /** It also stops where nothing better than this comes within the patience. */
  baseline?: number | undefined;
  /** Whether the weights of the best epoch are the result. */
  restoreBestWeights: boolean;
  /** Epochs before this one are not watched. */
  startFromEpoch: number;
}

/** What a checkpoint keeps of it. */
export interface StoppingState {
  wait: number;
  /** Null: nothing has been watched yet. */
  best: number | null;
  stopped: boolean;
  /** Of the best epoch, where they are to be restored. */
  weights: Record<string, Weight> | null;
}

/** Watches a figure from epoch to epoch and says when training should stop. */
export class EarlyStopping {
  private readonly spec: EarlyStoppingSpec;
  private current: StoppingState;

  constructor(spec: EarlyStoppingSpec, state: StoppingState = { wait: 0, best: null, stopped: false, weights: null }) {
    this.spec = spec;
    this.current = state;
  }

  get monitor(): EarlyStoppingSpec["monitor"] {
    return this.spec.monitor;
  }

  get state(): Readonly<StoppingState> {
    return this.current;
  }

  /** @param weights of now, asked for only where they are kept @returns whether to stop */
  observe(epoch: number, value: number, weights: () => Record<string, Weight>): boolean {
    const { patience, baseline, restoreBestWeights, startFromEpoch } = this.spec;
    if (epoch < startFromEpoch) return false;
    if (restoreBestWeights && !this.current.weights) this.current = { ...this.current, weights: weights() };
    this.current = { ...this.current, wait: this.current.wait + 1 };
    if (this.isBetter(value, this.current.best)) {
      const reset = baseline === undefined || this.isBetter(value, baseline);
      this.current = { ...this.current, best: value, weights: restoreBestWeights ? weights() : null, wait: reset ? 0 : this.current.wait };
      return false;
    }
    if (this.current.wait >= patience && epoch > 0) this.current = { ...this.current, stopped: true };
    return this.current.stopped;
  }

  private isBetter(value: number, reference: number | null): boolean {
    if (reference === null) return !Number.isNaN(value);
    const { mode, monitor, minDelta } = this.spec;
    return mode === "max" || (mode === "auto" && monitor === "val_accuracy") ? value - minDelta > reference : value + minDelta < reference;
  }
}

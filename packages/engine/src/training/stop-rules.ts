import { correctCount, meanCrossEntropy } from "../evaluation/accuracy.ts";
import type { Weight } from "../network/network.ts";
import type { EarlyStoppingSpec, StoppingState } from "./early-stopping.ts";
import { EarlyStopping } from "./early-stopping.ts";
import type { JoulePriceSpec, JoulePriceState } from "./joule-price.ts";
import { JoulePrice } from "./joule-price.ts";

/** What a checkpoint keeps of the rules that may end a training. */
export interface StopRulesState {
  stopping?: Omit<StoppingState, "weights"> | undefined;
  bestWeights?: StoppingState["weights"] | undefined;
  pricing?: JoulePriceState | undefined;
}

export interface WatchedEpoch {
  /** From 0. */
  epoch: number;
  /** Of the validation split, [labels.length, classes]. */
  logits: Float32Array;
  labels: Int32Array;
  /** Of the training so far. */
  joules: number;
  /** Of now, asked for only where they are kept. */
  weights: () => Record<string, Weight>;
}

/** What may end a training before its last epoch: epochs that bring nothing better, and joules that bring too little. The first to say so does. */
export class StopRules {
  private readonly stopping: EarlyStopping | null;
  private readonly pricing: JoulePrice | null;

  constructor({ earlyStopping, joulePrice }: { earlyStopping?: EarlyStoppingSpec | undefined; joulePrice?: JoulePriceSpec | undefined }, { stopping, bestWeights = null, pricing }: StopRulesState = {}) {
    this.stopping = earlyStopping ? new EarlyStopping(earlyStopping, stopping && { ...stopping, weights: bestWeights }) : null;
    this.pricing = joulePrice ? new JoulePrice(joulePrice, pricing) : null;
  }

  /** Whether anybody looks at the validation split. */
  get watch(): boolean {
    return this.stopping !== null || this.pricing !== null;
  }

  get stopped(): boolean {
    return this.stopping?.state.stopped === true || this.pricing?.state.stopped === true;
  }

  /** Of the best epoch, where they are the result; null: the last ones are. */
  get bestWeights(): Record<string, Weight> | null {
    return this.stopping?.state.weights ?? null;
  }

  /** @returns why to stop, for people; empty: it goes on */
  observe({ epoch, logits, labels, joules, weights }: WatchedEpoch): string[] {
    const figures = { val_loss: meanCrossEntropy(logits, labels), val_accuracy: correctCount(logits, labels) / labels.length };
    const reasons: string[] = [];
    if (this.stopping?.observe(epoch, figures[this.stopping.monitor], weights)) reasons.push(`${this.stopping.monitor} has got no better than ${this.stopping.state.best}.`);
    if (this.pricing?.observe(joules, figures[this.pricing.spec.monitor])) {
      const { spec: { monitor, price }, expected } = this.pricing;
      const next = expected!;
      reasons.push(`the next ${next.joules.toPrecision(3)} J were expected to better ${monitor} by ${next.gain.toPrecision(2)}, by ${next.upper.toPrecision(2)} at the most; at a price of ${price} a joule they must bring ${(price * next.joules).toPrecision(2)}.`);
    }
    return reasons;
  }

  /** What a checkpoint must keep. */
  get state(): StopRulesState {
    const { stopping, pricing } = this;
    const { weights, ...kept } = stopping?.state ?? { weights: null };
    return { ...(stopping ? { stopping: kept as Omit<StoppingState, "weights">, bestWeights: weights } : {}), ...(pricing ? { pricing: pricing.state } : {}) };
  }
}

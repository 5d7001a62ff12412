interface LabelSpec {
  /** Share of each label that is spread evenly over all classes. Default 0. Source: Szegedy et al. 2016, section 7. */
  labelSmoothing?: number | undefined;
  /** Weight of the loss of an example of each class. Default 1. The mean is over the examples, not over the weights, as Keras has it. */
  classWeights?: number[] | undefined;
}

/** How a student is held to its teacher: by divergence or cross-entropy of softened probabilities, or by the squared difference of the logits. */
export const softLosses = ["kl", "ce", "mse"] as const;
export type SoftLoss = (typeof softLosses)[number];

/** What training makes smaller. The soft loss is "kl" where none is named; "mse" knows no temperature. */
export type LossSpec = ({ type: "cross-entropy" } | { type: "distillation"; loss?: SoftLoss | undefined; temperature: number; hardLossWeight: number; softLossWeight: number }) & LabelSpec;

interface AdamSettings {
  learningRate: number;
  beta1?: number | undefined;
  beta2?: number | undefined;
  epsilon?: number | undefined;
}

/** How a step changes the weights. Defaults are Keras'. */
export type OptimizerSpec =
  | { type: "sgd"; learningRate: number; momentum?: number | undefined; nesterov?: boolean | undefined }
  | ({ type: "adam" } & AdamSettings)
  /** Adam whose weights also decay: by 0.004 where no decay is given. */
  | ({ type: "adamw" } & AdamSettings)
  | { type: "rmsprop"; learningRate: number; rho?: number | undefined; momentum?: number | undefined; epsilon?: number | undefined };

/** What is done to gradients and weights beside the optimizer's own formula. */
export interface UpdateSpec {
  optimizer: OptimizerSpec;
  /** How the learning rate changes; without one it stays. */
  schedule?: ScheduleSpec | undefined;
  /** λ of w ← w − rate · λ · w before each step, apart from the gradient. Source: Loshchilov and Hutter 2019, "Decoupled weight decay". */
  weightDecay?: number | undefined;
  /** Gradients of all weights together are scaled down to this norm where theirs is larger. Source: Pascanu et al. 2013, algorithm 1. */
  clipNorm?: number | undefined;
}

/** How the learning rate changes from step to step; steps are counted from 0. Formulas and words are Keras'. */
export type ScheduleSpec =
  | { type: "constant" }
  /** rate · decayRate^(step / decaySteps) */
  | { type: "exponential"; decayRate: number; decaySteps: number; staircase?: boolean | undefined }
  /** Linear from 0 over `warmupSteps`, then half a cosine down to alpha · rate over `decaySteps`; these are what is left of the training where they are left out. */
  | { type: "cosine"; decaySteps?: number | undefined; alpha?: number | undefined; warmupSteps?: number | undefined }
  /** rate up to and with the first boundary, then rate · factors[k] up to and with the next. */
  | { type: "piecewise"; boundaries: number[]; factors: number[] };

/** The learning rate of a step. @param step from 0 @param totalSteps of the whole training */
export function learningRateAt(rate: number, schedule: ScheduleSpec, step: number, totalSteps: number): number {
  if (schedule.type === "constant") return rate;
  if (schedule.type === "exponential") {
    const times = step / schedule.decaySteps;
    return rate * schedule.decayRate ** (schedule.staircase ? Math.floor(times) : times);
  }
  if (schedule.type === "piecewise") {
    const passed = schedule.boundaries.filter((boundary) => step > boundary).length;
    return passed === 0 ? rate : rate * schedule.factors[passed - 1]!;
  }
  const { warmupSteps = 0, alpha = 0, decaySteps = Math.max(1, totalSteps - warmupSteps) } = schedule;
  if (step < warmupSteps) return (rate * step) / warmupSteps;
  const done = Math.min(1, (step - warmupSteps) / decaySteps);
  return rate * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * done)) + alpha);
}

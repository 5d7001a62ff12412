/** What training makes smaller. */
export type LossSpec = { type: "cross-entropy" } | { type: "distillation"; temperature: number; hardLossWeight: number; softLossWeight: number };

/** How a step changes the weights. */
export type OptimizerSpec = { type: "sgd"; learningRate: number } | { type: "adam"; learningRate: number; beta1?: number | undefined; beta2?: number | undefined; epsilon?: number | undefined };

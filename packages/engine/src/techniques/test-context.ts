import { atOnce } from "../network/in-turns.ts";
import type { Network } from "../network/network.ts";
import { outputWidth } from "../network/network.ts";
import type { LossSpec } from "../network/objective.ts";
import type { TechniqueContext, TrainingExtras } from "./technique.ts";

export interface Call {
  network: Network;
  loss: LossSpec;
  extras: TrainingExtras;
}

type LeftFile = Parameters<TechniqueContext["leave"]>[0];

/** Training that adds 1 to every weight: what a technique owes does not depend on how well it trains. Calls and what is told are kept. */
export function contextOf({ calls = [], told = [], left = [], ...given }: Partial<TechniqueContext> & { calls?: Call[]; told?: string[]; left?: LeftFile[] } = {}): TechniqueContext {
  return {
    seed: 5,
    task: { inputShape: [6], inputScale: 16, classes: 4 },
    steps: 12,
    train: (network, loss, extras = {}) => {
      calls.push({ network, loss, extras });
      const weights = Object.fromEntries(Object.entries(network.weights).map(([key, { shape, values }]) => [key, { shape, values: values.map((value) => value + 1) }]));
      return Promise.resolve({ ...network, weights });
    },
    modelOf: (file) => {
      throw new Error(`no model ${file}`);
    },
    predictTraining: () => Promise.resolve(Float32Array.of(1, 2, 3, 4)),
    predictValidation: (network, count) => Promise.resolve(Float32Array.from({ length: count * outputWidth(network) }, (_, i) => (i % 7) - 2)),
    visitGradients: (network, visit) => Promise.resolve(visit((key) => network.weights[key]!.values)),
    measured: (work) => work(),
    inTurns: (work) => Promise.resolve(atOnce(work)),
    leave: (file) => void left.push(file),
    tell: (message) => void told.push(message),
    ...given,
  };
}

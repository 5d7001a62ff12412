import type { PruningPlan } from "../network/magnitude-masks.ts";
import { magnitudeMasks, maskedValues } from "../network/magnitude-masks.ts";
import type { StateArray, TrainingState } from "./state-variables.ts";

/** The mask of a weight in the state. */
export const maskKey = (key: string): string => `mask/${key}`;

/**
 * The state with masks chosen anew: what they take is 0, in the weights and in what the optimizer keeps of them. A momentum that was left would move
 * a weight that has no gradient any more.
 */
export function prunedState(state: TrainingState, plan: PruningPlan, sparsity: number): TrainingState {
  const before = Object.fromEntries(plan.keys.map((key) => [key, Uint8Array.from(state[maskKey(key)]!.values)]));
  const masks = magnitudeMasks(state, plan, sparsity, before);
  const changed = Object.entries(masks).flatMap(([key, mask]): [string, StateArray][] => [
    [maskKey(key), { ...state[maskKey(key)]!, values: Float32Array.from(mask) }],
    ...[key, ...Object.keys(state).filter((name) => name.startsWith(`optimizer/${key}/`))].map((name): [string, StateArray] => [name, { ...state[name]!, values: maskedValues(state[name]!.values as Float32Array, mask) }]),
  ]);
  return { ...state, ...Object.fromEntries(changed) };
}

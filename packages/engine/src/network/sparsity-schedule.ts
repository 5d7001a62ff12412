/** How large a share of the weights is 0 after which step. Steps are counted from 0. */
export interface SparsitySchedule {
  initialSparsity: number;
  finalSparsity: number;
  /** Exponent of the curve: 3 rises quickly first, while there is much to spare, and slowly at the end. */
  power: number;
  /** Step before which the first weights are set to 0, and before which the last ones are. */
  beginStep: number;
  endStep: number;
  /** Steps from one choice to the next. */
  frequency: number;
}

/** All at once before the first step. */
export const atOnce = (sparsity: number): SparsitySchedule => ({ initialSparsity: sparsity, finalSparsity: sparsity, power: 1, beginStep: 0, endStep: 0, frequency: 1 });

/**
 * The share to reach before this step is done; null: nothing is chosen before it.
 * s = final + (initial − final) · (1 − (step − begin) / (end − begin))^power. Source: Zhu and Gupta 2017, arXiv 1710.01878, equation 1 (power 3).
 */
export function sparsityBefore(step: number, { initialSparsity, finalSparsity, power, beginStep, endStep, frequency }: SparsitySchedule): number | null {
  if (step === endStep) return finalSparsity;
  if (step < beginStep || step > endStep || (step - beginStep) % frequency !== 0) return null;
  return finalSparsity + (initialSparsity - finalSparsity) * (1 - (step - beginStep) / (endStep - beginStep)) ** power;
}

/** Steps that may be done from here until weights are chosen again; Infinity: never again. */
export function stepsUntilChoice(step: number, { beginStep, endStep, frequency }: SparsitySchedule): number {
  if (step >= endStep) return Infinity;
  if (step < beginStep) return beginStep - step;
  return Math.min(endStep - step, frequency - ((step - beginStep) % frequency));
}

import type { TrainingSpec } from "./schema.ts";
import { strategyReaders } from "./strategy-readers.ts";

const readers: Partial<Record<keyof TrainingSpec, readonly TrainingSpec["strategy"][]>> = strategyReaders;

interface Misfit {
  path: string[];
  message: string;
}

/**
 * Keys of a `training` that its strategy does not read: whoever names one would wait for an effect in vain.
 * @param named what this part of the specification names itself @param strategy the one that it ends up with
 */
export function strategyMisfits(named: Record<string, unknown>, strategy: string): Misfit[] {
  return Object.entries(readers).flatMap(([key, strategies]: [string, readonly string[]]): Misfit[] =>
    named[key] === undefined || strategies.includes(strategy) ? [] : [{ path: [key], message: `The strategy ${strategy} has no ${key}; it is read by ${strategies.join(", ")}.` }]);
}

/** Keys that a step has from the whole pipeline, and that its own strategy would pass over although they change what is trained. */
export function inheritedMisfits(inherited: Record<string, unknown>, named: Record<string, unknown>, strategy: string): Misfit[] {
  const { gradientAccumulationSteps: own = inherited["gradientAccumulationSteps"] } = named;
  if (named["gradientAccumulationSteps"] !== undefined || typeof own !== "number" || own === 1) return [];
  const reads: readonly string[] = strategyReaders.gradientAccumulationSteps;
  return reads.includes(strategy) ? [] : [{ path: ["strategy"], message: `The training of the whole pipeline sums gradients over ${own} batches, which ${strategy} does not.` }];
}

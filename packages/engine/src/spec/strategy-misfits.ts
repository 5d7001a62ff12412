import type { TrainingSpec } from "./schema.ts";

/** Strategies that read a key; whoever names it for another one would wait for an effect in vain. */
const readers = {
  workers: ["sync-data-parallel", "local-sgd", "async"],
  bucketBytes: ["sync-data-parallel", "async"],
  compression: ["sync-data-parallel", "async"],
  syncEvery: ["local-sgd"],
  outerOptimizer: ["local-sgd"],
  maxStaleness: ["async"],
  gradientAccumulationSteps: ["single", "sync-data-parallel"],
} satisfies Partial<Record<keyof TrainingSpec, TrainingSpec["strategy"][]>>;

interface Misfit {
  path: string[];
  message: string;
}

/**
 * Keys of a `training` that its strategy does not read.
 * @param named what this part of the specification names itself @param strategy the one that it ends up with
 */
export function strategyMisfits(named: Record<string, unknown>, strategy: string): Misfit[] {
  return Object.entries(readers).flatMap(([key, strategies]: [string, string[]]): Misfit[] =>
    named[key] === undefined || strategies.includes(strategy) ? [] : [{ path: [key], message: `The strategy ${strategy} has no ${key}; it is read by ${strategies.join(", ")}.` }]);
}

/** Keys that a step has from the whole pipeline, and that its own strategy would pass over although they change what is trained. */
export function inheritedMisfits(inherited: Record<string, unknown>, named: Record<string, unknown>, strategy: string): Misfit[] {
  const { gradientAccumulationSteps: own = inherited["gradientAccumulationSteps"] } = named;
  if (named["gradientAccumulationSteps"] !== undefined || typeof own !== "number" || own === 1) return [];
  const reads: readonly string[] = readers.gradientAccumulationSteps;
  return reads.includes(strategy) ? [] : [{ path: ["strategy"], message: `The training of the whole pipeline sums gradients over ${own} batches, which ${strategy} does not.` }];
}

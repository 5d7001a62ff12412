/** Strategies that read a key of `training`; the others have no use for it. */
export const strategyReaders = {
  workers: ["sync-data-parallel", "local-sgd", "async"],
  bucketBytes: ["sync-data-parallel", "async"],
  compression: ["sync-data-parallel", "async"],
  syncEvery: ["local-sgd"],
  outerOptimizer: ["local-sgd"],
  maxStaleness: ["async"],
  gradientAccumulationSteps: ["single", "sync-data-parallel"],
} as const;

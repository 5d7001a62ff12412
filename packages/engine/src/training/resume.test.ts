import { availableParallelism } from "node:os";
import { testResumes } from "../test-resume.ts";

const parallel = { workers: Math.min(2, availableParallelism()) };
const dense = { layers: [{ type: "dense", units: 64 }] };
const polynomial = (endStep: number) => ({ technique: "prune-magnitude", sparsity: 0.8, schedule: { type: "polynomial", endStep, frequency: 7 } });

testResumes([
  ["gradients that are summed over windows of seven batches", { base: dense, pipeline: [polynomial(80)], training: { epochs: 20, batchSize: 24, gradientAccumulationSteps: 7, optimizer: { type: "adam", learningRate: 0.005 } } }],
  ["batches shared out to processes, with compressed gradients", { base: dense, pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 24 }, { type: "dropout", rate: 0.1 }] } }], training: { ...parallel, strategy: "sync-data-parallel", epochs: 10, batchSize: 64, compression: { type: "topk", ratio: 0.1 } } }],
  ["processes that train by themselves between averages, while weights are pruned", { base: dense, pipeline: [polynomial(200)], training: { ...parallel, strategy: "local-sgd", syncEvery: 3, outerOptimizer: { learningRate: 0.7, momentum: 0.9, nesterov: true }, epochs: 20 } }],
]);

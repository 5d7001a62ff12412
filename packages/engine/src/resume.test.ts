import { expect } from "@jest/globals";
import { safetensors } from "./formats/safetensors.ts";
import { testResumes } from "./test-resume.ts";

const dense = { layers: [{ type: "dense", units: 64 }] };
const polynomial = { technique: "prune-magnitude", sparsity: 0.8, schedule: { type: "polynomial", endStep: 500, frequency: 7 } };
const optimizers = [
  { type: "sgd", learningRate: 0.05, momentum: 0.9, nesterov: true },
  { type: "adam", learningRate: 0.002 },
  { type: "adamw", learningRate: 0.002 },
  { type: "rmsprop", learningRate: 0.001, momentum: 0.5 },
];

testResumes([
  ...optimizers.map((optimizer): [string, object] => [`pruning by magnitude on ${optimizer.type}`, { base: dense, pipeline: [polynomial], training: { epochs: 20, optimizer } }]),
  ["pruning channels of convolutions by the scale of their normalization, which is folded then", { base: { layers: [{ type: "reshape", targetShape: [8, 8, 1] }, { type: "conv2d", filters: 8, kernelSize: 3, activation: "linear" }, { type: "batch_normalization", momentum: 0.9 }, { type: "activation" }, { type: "max_pooling2d" }, { type: "flatten" }] }, pipeline: [{ technique: "train" }, { technique: "prune-channels", importance: "bn-scale" }, { technique: "fold-batch-norm" }], training: { epochs: 5 } }],
  ["distilling with hints through a map, for two generations", { base: { layers: [{ type: "dense", units: 32 }] }, pipeline: [{ technique: "train", training: { epochs: 4 } }, { technique: "distill", student: { layers: [{ type: "dense", units: 20 }] }, hints: [{ teacherLayer: "dense_1", studentLayer: "dense_1", weight: 1 }], training: { gradientAccumulationSteps: 3 } }, { technique: "distill", generations: 2 }], training: { epochs: 6 } }],
  ["pruning by magnitude, training on, then training that sees its quantization, whose observers are in the checkpoint", { base: { layers: [{ type: "reshape", targetShape: [8, 8, 1] }, { type: "conv2d", filters: 6, kernelSize: 3, activation: "tanh" }, { type: "flatten" }, { type: "dense", units: 24 }] }, pipeline: [{ technique: "prune-magnitude", sparsity: 0.75, training: { epochs: 4 } }, { technique: "train", training: { epochs: 4 } }, { technique: "quantize", mode: "qat", perChannel: true }], training: { epochs: 6 } }],
  ["choosing channels as a QUBO", { base: { layers: [{ type: "dense", units: 48 }, { type: "dense", units: 32 }] }, pipeline: [{ technique: "train", training: { epochs: 5 } }, { technique: "select-channels-qubo", reads: 2 }], training: { epochs: 12 } }],
  ["pruning, then training the few values that each kernel has", { base: dense, pipeline: [{ technique: "train", training: { epochs: 4 } }, { technique: "prune-magnitude", fineTune: false }, { technique: "cluster-weights", clusters: 6, init: "random" }], training: { epochs: 16 } }],
  ["distilling after training", { base: dense, pipeline: [{ technique: "train", training: { epochs: 5 } }, { technique: "distill", loss: "ce", student: { layers: [{ type: "dense", units: 16 }] } }], training: { epochs: 15 } }],
  ["attention, trained, then the output layer anew", { base: { layers: [{ type: "reshape", targetShape: [64, 1] }, { type: "conv1d", filters: 8, kernelSize: 1 }, { type: "position_embedding" }, { type: "multi_head_attention", numHeads: 2, keyDim: 4, inbound: ["position_embedding_3", "inputs"] }, { type: "masked_average_pooling1d", inbound: ["multi_head_attention_4", "inputs"] }, { type: "unit_normalization" }, { type: "dense", units: 24 }] }, pipeline: [{ technique: "train", training: { epochs: 2 } }, { technique: "train-head" }], training: { epochs: 12, optimizer: { type: "adam", learningRate: 0.01 } } }],
  ["pruning channels by gradients, splitting what is left, and pruning that by blocks", { base: { layers: [{ type: "dense", units: 96 }, { type: "dense", units: 64 }] }, pipeline: [{ technique: "train", training: { epochs: 5 } }, { technique: "prune-channels", importance: "taylor" }, { technique: "low-rank", rule: { type: "energy", share: 0.8 } }, { technique: "prune-magnitude", granularity: { type: "block" } }], training: { epochs: 6 } }],
], (name, model) => {
  if (!name.startsWith("pruning by magnitude")) return;
  const { weights, quantization } = safetensors.decode(model);
  const zeros = (key: string): number => weights[key]!.values.filter((value) => value === 0).length;
  if (quantization) expect(zeros("dense_4/kernel")).toBeGreaterThanOrEqual(0.75 * 216 * 24); // what is small becomes 0 beside them
  else expect(zeros("dense_1/kernel")).toBe(Math.round(0.8 * 64 * 64));
});

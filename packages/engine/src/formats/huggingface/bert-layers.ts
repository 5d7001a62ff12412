import type { NetworkLayer } from "../../network/layer-kind.ts";
import { INPUTS } from "../../network/placed-layers.ts";
import type { BertConfig } from "./bert-config.ts";

/** Names of the layers of one block, from 1. */
export const blockNames = (block: number) => {
  const name = (part: string): string => `block_${block}_${part}`;
  return { attention: name("attention"), attended: name("attended"), attendedNorm: name("attended_norm"), expand: name("expand"), contract: name("contract"), sum: name("sum"), norm: name("norm") };
};

/** An encoder and the mean of its last hidden states: tokens [steps] → embedding [hidden]. A dense layer of each step is a convolution of length 1. Source: Devlin et al. 2019, arXiv 1810.04805, section 3. */
export function bertLayers({ vocabulary, hidden, blocks, heads, intermediate, activation, epsilon, padding }: BertConfig, normalizes: boolean): NetworkLayer[] {
  const layers: NetworkLayer[] = [];
  const layer = (className: string, name: string, config: Record<string, unknown>, ...inbound: string[]): string => {
    layers.push({ className, name, config, inbound });
    return name;
  };
  const perStep = (name: string, filters: number, by: string, from: string): string => layer("Conv1D", name, { filters, kernel_size: 1, padding: "valid", activation: by, use_bias: true }, from);
  const norm = (name: string, from: string): string => layer("LayerNormalization", name, { epsilon }, from);
  const words = layer("Embedding", "words", { input_dim: vocabulary, output_dim: hidden });
  let x = norm("embedded", layer("PositionEmbedding", "positions", {}, words));
  for (let block = 1; block <= blocks; block++) {
    const names = blockNames(block);
    const seen = layer("MultiHeadAttention", names.attention, { num_heads: heads, key_dim: hidden / heads, padding_value: padding }, x, INPUTS);
    const attended = norm(names.attendedNorm, layer("Add", names.attended, {}, seen, x));
    const thought = perStep(names.contract, hidden, "linear", perStep(names.expand, intermediate, activation, attended));
    x = norm(names.norm, layer("Add", names.sum, {}, thought, attended));
  }
  const mean = layer("MaskedAveragePooling1D", "sentence", { padding_value: padding }, x, INPUTS);
  if (normalizes) layer("UnitNormalization", "embedding", {}, mean);
  return layers;
}

import { z } from "zod";
import { EngineError } from "../../errors.ts";
import type { Activation } from "../../network/activations.ts";

/** Shapes of a BERT encoder, and the activation between its two dense layers. */
export interface BertConfig {
  vocabulary: number;
  hidden: number;
  blocks: number;
  heads: number;
  intermediate: number;
  activation: Activation;
  positions: number;
  epsilon: number;
  padding: number;
}

const unsupported = (file: string, key: string, message: string): EngineError => new EngineError("UNSUPPORTED", `${file}: ${key} ${message}`, { path: [file, key] });
const file = "config.json";

/** transformers' names of the activations that are here; `gelu_new` and its like approximate by tanh, and are not. */
const activationNames: Record<string, Activation> = { gelu: "gelu", gelu_python: "gelu", relu: "relu", tanh: "tanh", sigmoid: "sigmoid", silu: "silu", swish: "silu", linear: "linear" };

/** Settings that change what a model computes, with the only value that is computed here. */
const fixed: Record<string, unknown> = { model_type: "bert", position_embedding_type: "absolute", is_decoder: false, add_cross_attention: false, is_encoder_decoder: false };
/** Heads that are no part of an encoder, whose weights would be left out unasked. */
const architectures = new Set(["BertModel", "BertForMaskedLM", "BertForPreTraining"]);

const count = z.int().min(1).max(1_000_000);
const shapes = z.object({
  vocab_size: count, hidden_size: count.max(4096), num_hidden_layers: count.max(64), num_attention_heads: count.max(128), intermediate_size: count.max(65_536), max_position_embeddings: count.max(65_536),
  layer_norm_eps: z.number().gt(0).max(1).default(1e-12), pad_token_id: z.int().min(0).default(0), hidden_act: z.string().default("gelu"),
});

/**
 * Reads config.json of a BERT encoder. Dropout is left out: it is of training only.
 * @throws EngineError naming the key: UNSUPPORTED for what is computed otherwise, INVALID_INPUT for what is missing
 */
export function readBertConfig(json: Record<string, unknown>): BertConfig {
  if (json["model_type"] === undefined) throw unsupported(file, "model_type", `is missing: "bert" is read.`);
  for (const [key, only] of Object.entries(fixed)) if (json[key] !== undefined && json[key] !== null && json[key] !== only) throw unsupported(file, key, `is ${JSON.stringify(json[key])}; only ${JSON.stringify(only)} is computed here.`);
  if (json["auto_map"] !== undefined) throw unsupported(file, "auto_map", "names code of its own, and no code of a folder is run.");
  const pruned = json["pruned_heads"] ?? {};
  if (typeof pruned !== "object" || Object.keys(pruned).length > 0) throw unsupported(file, "pruned_heads", "is set; all heads of a block are computed here.");
  const named = [json["architectures"] ?? []].flat().find((name) => !architectures.has(String(name)));
  if (named !== undefined) throw unsupported(file, "architectures", `names ${String(named)}, whose head is not read; ${[...architectures].join(", ")} are.`);
  if (json["quantization_config"] !== undefined) throw unsupported(file, "quantization_config", "is set; float weights are read.");
  const parsed = shapes.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new EngineError("INVALID_INPUT", `${file}: ${issue!.path.join(".")}: ${issue!.message}.`, { path: [file, ...issue!.path.map(String)] });
  }
  const config = parsed.data;
  const activation = Object.hasOwn(activationNames, config.hidden_act) ? activationNames[config.hidden_act] : undefined;
  if (activation === undefined) throw unsupported(file, "hidden_act", `is ${JSON.stringify(config.hidden_act)}; ${Object.keys(activationNames).join(", ")} are computed here.`);
  if (config.hidden_size % config.num_attention_heads !== 0) throw new EngineError("INVALID_INPUT", `${file}: hidden_size ${config.hidden_size} is not a multiple of the ${config.num_attention_heads} heads.`, { path: [file, "num_attention_heads"] });
  return {
    vocabulary: config.vocab_size, hidden: config.hidden_size, blocks: config.num_hidden_layers, heads: config.num_attention_heads, intermediate: config.intermediate_size, activation,
    positions: config.max_position_embeddings, epsilon: config.layer_norm_eps, padding: config.pad_token_id,
  };
}

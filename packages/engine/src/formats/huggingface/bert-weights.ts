import { EngineError } from "../../errors.ts";
import type { Weight } from "../../network/network.ts";
import { floatsOf } from "../../network/quantization.ts";
import type { FileTensor } from "../tensor-file.ts";
import type { BertConfig } from "./bert-config.ts";
import { blockNames } from "./bert-layers.ts";

/** Of an encoder's file, what its embeddings do not need: numbers of positions, the pooler of pre-training, its heads. */
export const unneeded = (name: string): boolean => /(^|\.)(embeddings\.position_ids$|pooler\.|cls\.)/.test(name);

/** The tensors by the names of transformers' BertModel, each taken once and checked. */
class Taken {
  private readonly left: Map<string, FileTensor>;

  constructor(tensors: Record<string, FileTensor>) {
    const prefix = Object.keys(tensors).find((name) => name.endsWith("embeddings.word_embeddings.weight"))?.replace(/embeddings\.word_embeddings\.weight$/, "") ?? "";
    this.left = new Map();
    for (const [full, tensor] of Object.entries(tensors)) {
      const name = full.startsWith(prefix) ? full.slice(prefix.length) : full;
      if (this.left.has(name)) throw new EngineError("UNSUPPORTED", `model.safetensors: tensor ${name} is there twice, once as ${prefix}${name}.`, { path: ["model.safetensors", full] });
      this.left.set(name, tensor);
    }
  }

  /** @throws EngineError INVALID_INPUT naming the tensor that is missing or misshapen */
  take(name: string, shape: number[]): Float32Array {
    const tensor = this.left.get(name);
    if (!tensor) throw new EngineError("INVALID_INPUT", `model.safetensors: tensor ${name} is missing.`, { path: ["model.safetensors", name] });
    if (tensor.shape.join() !== shape.join()) throw new EngineError("INVALID_INPUT", `model.safetensors: tensor ${name} must have the shape [${shape.join(", ")}] by config.json, not [${tensor.shape.join(", ")}].`, { path: ["model.safetensors", name] });
    const { dtype, values } = tensor;
    if (dtype !== "F32" && dtype !== "F16" && dtype !== "BF16") throw new EngineError("UNSUPPORTED", `model.safetensors: tensor ${name} is ${dtype}; F32, F16 and BF16 are read.`, { path: ["model.safetensors", name] });
    this.left.delete(name);
    if (dtype === "F32") return values as Float32Array;
    return dtype === "F16" ? floatsOf(values as Uint16Array, { type: "float16" }) : fromBfloat16(values as Uint16Array);
  }

  /** @throws EngineError UNSUPPORTED naming a tensor that no layer of ours has */
  checkAllTaken(): void {
    const [name] = this.left.keys();
    if (name !== undefined) throw new EngineError("UNSUPPORTED", `model.safetensors: tensor ${name} belongs to a layer that is not read.`, { path: ["model.safetensors", name] });
  }
}

/** The upper halves of float32 numbers. */
const fromBfloat16 = (bits: Uint16Array): Float32Array => new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);

/** PyTorch has [out, in]. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]!;
  return turned;
}

/**
 * Weights of `bertLayers` from those of transformers' BertModel. A text is a single sentence, so the embedding of the first type is the same at each step: it is added to the positions.
 * @param steps tokens of an example: so many positions are kept
 * @throws EngineError naming the tensor that is missing, misshapen, or of a layer that is not read
 */
export function bertWeights(tensors: Record<string, FileTensor>, { vocabulary, hidden, blocks, intermediate, positions }: BertConfig, types: number, steps: number): Record<string, Weight> {
  const file = new Taken(tensors);
  const weights: Record<string, Weight> = {};
  const vector = (key: string, name: string, length: number): void => void (weights[key] = { shape: [length], values: file.take(name, [length]) });
  const normalization = (layer: string, name: string): void => {
    vector(`${layer}/gamma`, `${name}.weight`, hidden);
    vector(`${layer}/beta`, `${name}.bias`, hidden);
  };
  const dense = (kernel: string, bias: string, name: string, [from, to]: [number, number], perStep = false): void => {
    weights[kernel] = { shape: perStep ? [1, from, to] : [from, to], values: transposed(file.take(`${name}.weight`, [to, from]), to, from) };
    vector(bias, `${name}.bias`, to);
  };
  weights["words/embeddings"] = { shape: [vocabulary, hidden], values: file.take("embeddings.word_embeddings.weight", [vocabulary, hidden]) };
  const type = file.take("embeddings.token_type_embeddings.weight", [types, hidden]);
  const places = file.take("embeddings.position_embeddings.weight", [positions, hidden]);
  weights["positions/embeddings"] = { shape: [steps, hidden], values: places.slice(0, steps * hidden).map((value, k) => value + type[k % hidden]!) };
  normalization("embedded", "embeddings.LayerNorm");
  for (let block = 1; block <= blocks; block++) {
    const [names, from] = [blockNames(block), `encoder.layer.${block - 1}`];
    for (const part of ["query", "key", "value"]) dense(`${names.attention}/${part}_kernel`, `${names.attention}/${part}_bias`, `${from}.attention.self.${part}`, [hidden, hidden]);
    dense(`${names.attention}/output_kernel`, `${names.attention}/output_bias`, `${from}.attention.output.dense`, [hidden, hidden]);
    normalization(names.attendedNorm, `${from}.attention.output.LayerNorm`);
    dense(`${names.expand}/kernel`, `${names.expand}/bias`, `${from}.intermediate.dense`, [hidden, intermediate], true);
    dense(`${names.contract}/kernel`, `${names.contract}/bias`, `${from}.output.dense`, [intermediate, hidden], true);
    normalization(names.norm, `${from}.output.LayerNorm`);
  }
  file.checkAllTaken();
  return weights;
}

import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../../backend.ts";
import { inspectFile } from "../../command-line/inspect.ts";
import { convertModel } from "../../convert.ts";
import { openPredictor } from "../../graph/predictor.ts";
import type { Backend } from "../../graph/session.ts";
import { readModelFile } from "../../model-file.ts";
import type { Network } from "../../network/network.ts";
import { fingerprint, parameterCount } from "../../network/network.ts";
import { tokenRows } from "../../tasks/text-rows.ts";
import { toFloat16 } from "../../network/float16.ts";
import { readHuggingFaceFolder } from "./read-folder.ts";
import type { Json } from "./test-tiny-bert.ts";
import { changed as changedBelow, changedWeights, copied, tiny } from "./test-tiny-bert.ts";

/** What sentence-transformers says of the same folder: scripts/record-bert-references.py. */
const recorded = JSON.parse(readFileSync(new URL("./recorded-tiny.json", import.meta.url), "utf8")) as { maxTokens: number; sentences: { text: string; tokens: number[]; embedding: number[] }[] };
const texts = recorded.sentences.map(({ text }) => text);
const folder = mkdtempSync(join(tmpdir(), "joulemark-bert-"));
afterAll(() => rmSync(folder, { recursive: true }));
let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

function embed(network: Network): Float32Array {
  const predictor = openPredictor(backend, network, "float32");
  const embeddings = predictor.predict(tokenRows(network.text!, texts, network.inputShape[0]!));
  predictor.dispose();
  return embeddings;
}

test("a folder's tokens and embeddings are those of sentence-transformers", () => {
  const network = readHuggingFaceFolder(tiny);
  expect(network.inputShape).toEqual([recorded.maxTokens]);
  const { values } = tokenRows(network.text!, texts, recorded.maxTokens);
  expect(texts.map((_, row) => Array.from(values.slice(row * recorded.maxTokens, (row + 1) * recorded.maxTokens)))).toEqual(recorded.sentences.map(({ tokens }) => [...tokens, ...new Array<number>(recorded.maxTokens - tokens.length).fill(0)]));
  const embeddings = embed(network);
  const expected = recorded.sentences.flatMap(({ embedding }) => embedding);
  expect(Math.max(...expected.map((value, k) => Math.abs(value - embeddings[k]!)))).toBeLessThan(1e-5);
  expect(new Set(expected.map((value) => value.toFixed(3))).size).toBeGreaterThan(20);
});

test("more places for tokens change nothing for texts that were not cut", () => {
  const short = recorded.sentences.findIndex(({ tokens }) => tokens.length < recorded.maxTokens);
  const [embeddings, wide] = [embed(readHuggingFaceFolder(tiny)), embed(readHuggingFaceFolder(tiny, { tokens: 16 }))];
  expect(Math.max(...Array.from({ length: 8 }, (_, k) => Math.abs(embeddings[short * 8 + k]! - wide[short * 8 + k]!)))).toBeLessThan(1e-6);
});

test("it is converted into a file of ours, with its tokenizer, and inspected", () => {
  const to = join(folder, "tiny.safetensors");
  convertModel(tiny, to, { tokens: 12 });
  const network = readModelFile(to) as Network;
  expect(fingerprint(network)).toBe(fingerprint(readHuggingFaceFolder(tiny)));
  expect(network.notice).toBe("Weights of tiny-bert, licence not stated in its folder.");
  expect(inspectFile(tiny)).toMatchObject({ kind: "model", format: "huggingface", parameterCount: parameterCount(network), inputShape: [12], reads: "text", notice: network.notice });
  expect(inspectFile(to)).toMatchObject({ kind: "model", format: "safetensors", reads: "text" });
});

const changed = (file: string, change: (json: Json) => Json): string => changedBelow(folder, file, change);

describe("half the bits stand for what they round to:", () => {
  const halves = {
    F16: (values: Float32Array): Uint16Array => toFloat16(values),
    /** The upper half of the bits, rounded to the nearest. */
    BF16: (values: Float32Array): Uint16Array => Uint16Array.from(new Uint32Array(values.slice().buffer), (bits) => (bits + 0x8000) >>> 16),
  };
  test.each([["F16", 2 ** -11], ["BF16", 2 ** -8]] as const)("%s", (dtype, step) => {
    const stored = readHuggingFaceFolder(changedWeights(folder, (tensors) => Object.fromEntries(Object.entries(tensors).map(([name, { shape, values }]) => [name, { dtype, shape, values: halves[dtype](values as Float32Array) }]))));
    for (const [key, { values }] of Object.entries(readHuggingFaceFolder(tiny).weights)) {
      const { values: small } = stored.weights[key]!;
      expect(Math.max(...values.map((value, k) => Math.abs(value - small[k]!) - 2 * step * Math.abs(value)))).toBeLessThan(4 * step); // a position is the sum of two
    }
    expect(fingerprint(stored)).not.toBe(fingerprint(readHuggingFaceFolder(tiny)));
  });
});

test("the cache of huggingface_hub, where each file is a link to a blob, is read as the folder", () => {
  const cache = mkdtempSync(join(folder, "models--"));
  const snapshot = join(cache, "snapshots", "0123");
  mkdirSync(join(cache, "blobs"));
  mkdirSync(join(snapshot, ".."));
  renameSync(copied(folder), snapshot);
  for (const name of ["config.json", "model.safetensors", "tokenizer.json"]) {
    renameSync(join(snapshot, name), join(cache, "blobs", `hash-${name}`));
    symlinkSync(join("..", "..", "blobs", `hash-${name}`), join(snapshot, name));
  }
  expect(fingerprint(readHuggingFaceFolder(snapshot))).toBe(fingerprint(readHuggingFaceFolder(tiny)));
});
test("without its module Normalize, and without modules at all, embeddings keep their length", () => {
  const modules = JSON.parse(readFileSync(join(tiny, "modules.json"), "utf8")) as Json[];
  const copy = changedBelow(folder, "modules.json", () => modules.slice(0, 2));
  const alone = copied(folder);
  rmSync(join(alone, "modules.json"));
  for (const path of [copy, alone]) expect(readHuggingFaceFolder(path).layers).toEqual(readHuggingFaceFolder(tiny).layers.slice(0, -1));
});

describe("what is computed otherwise is refused by file and key:", () => {
  test.each<[string, string, Json, RegExp, string[]]>([
    ["another kind of model", "config.json", { model_type: "roberta" }, /model_type is "roberta"; only "bert"/, ["config.json", "model_type"]],
    ["relative positions", "config.json", { position_embedding_type: "relative_key" }, /position_embedding_type is "relative_key"; only "absolute"/, ["config.json", "position_embedding_type"]],
    ["positions by what their distance adds", "config.json", { position_embedding_type: "relative_key_query" }, /only "absolute"/, ["config.json", "position_embedding_type"]],
    ["GELU by tanh, by another name", "config.json", { hidden_act: "gelu_pytorch_tanh" }, /hidden_act is "gelu_pytorch_tanh"/, ["config.json", "hidden_act"]],
    ["an activation that every object has", "config.json", { hidden_act: "constructor" }, /hidden_act is "constructor"; gelu, gelu_python, relu/, ["config.json", "hidden_act"]],
    ["heads that were pruned", "config.json", { pruned_heads: { 0: [1] } }, /pruned_heads is set/, ["config.json", "pruned_heads"]],
    ["code of its own", "config.json", { auto_map: { AutoModel: "modeling.BertModel" } }, /auto_map names code of its own/, ["config.json", "auto_map"]],
    ["a head that is not in a list", "config.json", { architectures: "BertForSequenceClassification" }, /architectures names BertForSequenceClassification/, ["config.json", "architectures"]],
    ["quantized weights", "config.json", { quantization_config: { quant_method: "bitsandbytes" } }, /quantization_config is set/, ["config.json", "quantization_config"]],
    ["no ε", "config.json", { layer_norm_eps: 0 }, /config\.json: layer_norm_eps: /, ["config.json", "layer_norm_eps"]],
    ["more types than the file has", "config.json", { type_vocab_size: 3 }, /token_type_embeddings\.weight must have the shape \[3, 8\] by config\.json, not \[2, 8\]/, ["model.safetensors", "embeddings.token_type_embeddings.weight"]],
    ["a word as padding", "config.json", { pad_token_id: 6 }, /config\.json: pad_token_id is 6, and the tokenizer pads with "\[PAD\]", number 0/, ["config.json", "pad_token_id"]],
    ["another activation", "config.json", { hidden_act: "gelu_new" }, /hidden_act is "gelu_new"; gelu, gelu_python, relu/, ["config.json", "hidden_act"]],
    ["a decoder", "config.json", { is_decoder: true }, /is_decoder is true; only false/, ["config.json", "is_decoder"]],
    ["attention to another text", "config.json", { add_cross_attention: true }, /add_cross_attention is true/, ["config.json", "add_cross_attention"]],
    ["a head", "config.json", { architectures: ["BertForQuestionAnswering"] }, /architectures names BertForQuestionAnswering, whose head is not read/, ["config.json", "architectures"]],
    ["heads that do not divide", "config.json", { num_attention_heads: 3 }, /hidden_size 8 is not a multiple of the 3 heads/, ["config.json", "num_attention_heads"]],
    ["no size", "config.json", { hidden_size: "8" }, /config\.json: hidden_size: /, ["config.json", "hidden_size"]],
    ["a block less than the file has", "config.json", { num_hidden_layers: 1 }, /tensor encoder\.layer\.1\.\S+ belongs to a layer that is not read/, ["model.safetensors"]],
    ["a block more than the file has", "config.json", { num_hidden_layers: 3 }, /tensor encoder\.layer\.2\.attention\.self\.query\.weight is missing/, ["model.safetensors", "encoder.layer.2.attention.self.query.weight"]],
    ["another width than the file's", "config.json", { intermediate_size: 16 }, /intermediate\.dense\.weight must have the shape \[16, 8\] by config\.json, not \[12, 8\]/, ["model.safetensors", "encoder.layer.0.intermediate.dense.weight"]],
    ["another pooling", "1_Pooling/config.json", { pooling_mode: "cls" }, /1_Pooling\/config\.json: pooling_mode is "cls"; only the mean/, ["1_Pooling/config.json", "pooling_mode"]],
    ["another pooling, as older versions wrote it", "1_Pooling/config.json", { pooling_mode: undefined, pooling_mode_cls_token: true }, /pooling_mode_cls_token is true/, ["1_Pooling/config.json", "pooling_mode_cls_token"]],
    ["letters made small elsewhere", "sentence_bert_config.json", { do_lower_case: true }, /do_lower_case is true/, ["sentence_bert_config.json", "do_lower_case"]],
    ["another tokenizer", "tokenizer.json", { model: { type: "Unigram", vocab: [] } }, /tokenizer\.json: model\.type is "Unigram"; WordPiece is read/, ["tokenizer.json", "model", "type"]],
  ])("%s", (_, file, keys, message, path) => {
    const changedFolder = changed(file, (json) => ({ ...json, ...keys }));
    expect(() => readHuggingFaceFolder(changedFolder)).toThrow(expect.objectContaining({ message: expect.stringMatching(message), path: path.length === 1 ? expect.arrayContaining(path) : path }));
  });
  test("a module of sentence-transformers that is not here", () => {
    const copy = changedBelow(folder, "modules.json", () => [{ type: "a.Transformer", path: "" }, { type: "a.Pooling", path: "1_Pooling" }, { type: "a.Dense", path: "2_Dense" }]);
    expect(() => readHuggingFaceFolder(copy)).toThrow(/modules\.json: the modules are Transformer, Pooling, Dense;/);
  });
  test("a tensor of a layer that is not here", () => {
    const copy = changedWeights(folder, (tensors) => ({ ...tensors, "encoder.layer.0.attention.self.distance_embedding.weight": { dtype: "F32", shape: [2], values: Float32Array.of(1, 2) } }));
    expect(() => readHuggingFaceFolder(copy)).toThrow(/tensor encoder\.layer\.0\.attention\.self\.distance_embedding\.weight belongs to a layer that is not read/);
  });
  test("weights that are pickled", () => {
    const copy = copied(folder);
    rmSync(join(copy, "model.safetensors"));
    expect(() => readModelFile(copy)).toThrow(/There is no model\.safetensors: weights are read as safetensors.*Pickles are not read/);
  });
  test("weights in several files", () => {
    const copy = copied(folder);
    renameSync(join(copy, "model.safetensors"), join(copy, "model-00001-of-00001.safetensors"));
    writeFileSync(join(copy, "model.safetensors.index.json"), JSON.stringify({ metadata: {}, weight_map: {} }));
    expect(() => readHuggingFaceFolder(copy)).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(/model\.safetensors\.index\.json: the weights are in several files/), path: ["model.safetensors.index.json"] }));
  });
  test("an adapter beside the weights", () => {
    expect(() => readHuggingFaceFolder(changedBelow(folder, "adapter_config.json", () => ({ peft_type: "LORA" })))).toThrow(expect.objectContaining({ code: "UNSUPPORTED", path: ["adapter_config.json"] }));
  });
  test("a tensor of a type that is not read, by its name", () => {
    const copy = changedWeights(folder, (tensors) => ({ ...tensors, "embeddings.LayerNorm.bias": { dtype: "I32", shape: [8], values: new Int32Array(8) } }));
    expect(() => readHuggingFaceFolder(copy)).toThrow(/tensor embeddings\.LayerNorm\.bias is I32; F32, F16 and BF16 are read/);
  });
  test("a tensor that is there with and without a prefix", () => {
    const copy = changedWeights(folder, (tensors) => ({ ...Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`bert.${name}`, tensor])), "embeddings.LayerNorm.bias": tensors["embeddings.LayerNorm.bias"]! }));
    expect(() => readHuggingFaceFolder(copy)).toThrow(/tensor embeddings\.LayerNorm\.bias is there twice/);
  });
  test("a weight that is no number", () => {
    const copy = changedWeights(folder, (tensors) => ({ ...tensors, "embeddings.LayerNorm.bias": { dtype: "F32", shape: [8], values: Float32Array.of(0, 0, NaN, 0, 0, 0, 0, 0) } }));
    expect(() => readModelFile(copy)).toThrow(/Weight embedded\/beta has a value that is no finite number: NaN at place 2 of 8/);
  });
  test.each(["config.json", "tokenizer.json", "1_Pooling/config.json", "sentence_bert_config.json", "tokenizer_config.json"])("%s that is no object", (file) => {
    for (const other of [null, 7, [], "x"]) expect(() => readHuggingFaceFolder(changedBelow(folder, file, () => other))).toThrow(`${file} is no JSON object.`);
  });
  test("more tokens than there are positions", () => {
    expect(() => readHuggingFaceFolder(tiny, { tokens: 17 })).toThrow("Tokens must be a whole number from 2 to 16, the positions that the model has, not 17.");
  });
  test("a folder that is none", () => {
    expect(() => readModelFile(folder)).toThrow(/is a folder without config\.json/);
  });
});

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
import { decodeTensorFile, encodeTensorFile } from "../tensor-file.ts";
import { readHuggingFaceFolder } from "./read-folder.ts";

const tiny = fileURLToPath(new URL("./tiny-bert", import.meta.url));
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

type Json = Record<string, unknown>;
/** The folder with one file changed. */
function changed(file: string, change: (json: Json) => Json): string {
  const copy = mkdtempSync(join(folder, "changed-"));
  cpSync(tiny, copy, { recursive: true });
  writeFileSync(join(copy, file), JSON.stringify(change(JSON.parse(readFileSync(join(copy, file), "utf8")) as Json)));
  return copy;
}

describe("what is computed otherwise is refused by file and key:", () => {
  test.each<[string, string, Json, RegExp, string[]]>([
    ["another kind of model", "config.json", { model_type: "roberta" }, /model_type is "roberta"; only "bert"/, ["config.json", "model_type"]],
    ["relative positions", "config.json", { position_embedding_type: "relative_key" }, /position_embedding_type is "relative_key"; only "absolute"/, ["config.json", "position_embedding_type"]],
    ["another activation", "config.json", { hidden_act: "gelu_new" }, /hidden_act is "gelu_new"; gelu, relu/, ["config.json", "hidden_act"]],
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
    const copy = changed("tokenizer_config.json", (json) => json);
    writeFileSync(join(copy, "modules.json"), JSON.stringify([{ type: "a.Transformer", path: "" }, { type: "a.Pooling", path: "1_Pooling" }, { type: "a.Dense", path: "2_Dense" }]));
    expect(() => readHuggingFaceFolder(copy)).toThrow(/modules\.json: the modules are Transformer, Pooling, Dense;/);
  });
  test("a tensor of a layer that is not here", () => {
    const copy = changed("tokenizer_config.json", (json) => json);
    const { tensors } = decodeTensorFile(readFileSync(join(copy, "model.safetensors")));
    writeFileSync(join(copy, "model.safetensors"), encodeTensorFile({ tensors: { ...tensors, "encoder.layer.0.attention.self.distance_embedding.weight": { dtype: "F32", shape: [2], values: Float32Array.of(1, 2) } }, metadata: {} }));
    expect(() => readHuggingFaceFolder(copy)).toThrow(/tensor encoder\.layer\.0\.attention\.self\.distance_embedding\.weight belongs to a layer that is not read/);
  });
  test("weights that are pickled", () => {
    const copy = changed("tokenizer_config.json", (json) => json);
    rmSync(join(copy, "model.safetensors"));
    expect(() => readModelFile(copy)).toThrow(/There is no model\.safetensors: weights are read as safetensors.*Pickles are not read/);
  });
  test("more tokens than there are positions", () => {
    expect(() => readHuggingFaceFolder(tiny, { tokens: 17 })).toThrow("Tokens must be a whole number from 2 to 16, the positions that the model has, not 17.");
  });
  test("a folder that is none", () => {
    expect(() => readModelFile(folder)).toThrow(/is a folder without config\.json/);
  });
});

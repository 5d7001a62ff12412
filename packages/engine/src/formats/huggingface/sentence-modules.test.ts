import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readHuggingFaceFolder } from "./read-folder.ts";
import { changed, copied } from "./test-tiny-bert.ts";

const root = mkdtempSync(join(tmpdir(), "joulemark-modules-"));
afterAll(() => rmSync(root, { recursive: true }));

const [POOLING, ENCODER, WHOLE] = ["1_Pooling/config.json", "sentence_bert_config.json", "config_sentence_transformers.json"];
test.each<[string, string, object, RegExp, string]>([
  ["the mean twice", POOLING, { pooling_mode: ["mean", "mean"] }, /pooling_mode is \["mean","mean"\]; only the mean/, "pooling_mode"],
  ["the mean and the first token", POOLING, { pooling_mode: ["mean", "cls"] }, /only the mean/, "pooling_mode"],
  ["a way of pooling beside the mean", POOLING, { pooling_mode_max_tokens: true }, /pooling_mode_max_tokens is true; only the mean/, "pooling_mode_max_tokens"],
  ["a way of pooling that Python takes for set", POOLING, { pooling_mode: undefined, pooling_mode_lasttoken: 1 }, /pooling_mode_lasttoken is 1; only the mean/, "pooling_mode_lasttoken"],
  ["a way of pooling that is not known", POOLING, { pooling_mode: undefined, pooling_mode_new: true }, /pooling_mode_new is true/, "pooling_mode_new"],
  ["no mean", POOLING, { pooling_mode: undefined, pooling_mode_mean_tokens: false }, /pooling_mode_mean_tokens is false/, "pooling_mode_mean_tokens"],
  ["pooling of vectors of another length", POOLING, { embedding_dimension: 16 }, /embedding_dimension is 16; the encoder gives 8/, "embedding_dimension"],
  ["another output of the encoder", ENCODER, { modality_config: { text: { method: "forward", method_output_name: "pooler_output" } } }, /modality_config is .*pooler_output.*; only .*last_hidden_state.* is computed/, "modality_config"],
  ["another task of the encoder", ENCODER, { transformer_task: "fill-mask" }, /transformer_task is "fill-mask"; only "feature-extraction"/, "transformer_task"],
  ["what the encoder is opened with", ENCODER, { model_args: { attn_implementation: "eager" } }, /model_args is .*; what it would change is not known here/, "model_args"],
  ["no length of texts", ENCODER, { max_seq_length: "12" }, /max_seq_length is "12"; a whole number from 2/, "max_seq_length"],
  ["a prompt before every text", WHOLE, { prompts: { query: "query: " }, default_prompt_name: "query" }, /default_prompt_name is "query"; no prompt is put/, "default_prompt_name"],
  ["embeddings that are cut", WHOLE, { truncate_dim: 4 }, /truncate_dim is 4/, "truncate_dim"],
  ["another kind of model", WHOLE, { model_type: "SparseEncoder" }, /model_type is "SparseEncoder"/, "model_type"],
])("%s is refused by file and key", (_, file, keys, message, key) => {
  const copy = changed(root, file, (json) => ({ ...json, ...keys }));
  expect(() => readHuggingFaceFolder(copy)).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(message), path: [file, key] }));
});

test("settings that change nothing are read: the mean as older versions wrote it, a length, prompts that nobody asked for", () => {
  const old = changed(root, POOLING, () => ({ word_embedding_dimension: 8, pooling_mode_cls_token: false, pooling_mode_mean_tokens: true, pooling_mode_max_tokens: false }));
  const length = changed(root, ENCODER, () => ({ max_seq_length: 9, do_lower_case: false }));
  const prompts = changed(root, WHOLE, () => ({ prompts: { query: "" }, default_prompt_name: null, similarity_fn_name: "cosine", model_type: "SentenceTransformer" }));
  expect([old, length, prompts].map((folder) => readHuggingFaceFolder(folder).inputShape)).toEqual([[12], [9], [12]]);
});
test.each([["a folder outside", "../tiny-bert/1_Pooling"], ["an absolute folder", "/etc"], ["the folder itself", ""], ["dots", ".."]])("pooling that lies in %s is refused", (_, path) => {
  const copy = changed(root, "modules.json", () => [{ type: "a.Transformer", path: "" }, { type: "a.Pooling", path }]);
  expect(() => readHuggingFaceFolder(copy)).toThrow(/modules\.json: the modules lie in/);
});
test("an encoder in a folder of its own, as the first versions wrote it, is refused", () => {
  const copy = changed(root, "modules.json", () => [{ type: "a.Transformer", path: "0_Transformer" }, { type: "a.Pooling", path: "1_Pooling" }]);
  expect(() => readHuggingFaceFolder(copy)).toThrow(/modules lie in \["0_Transformer","1_Pooling"\]/);
});
test("pooling without its settings is refused", () => {
  const copy = copied(root);
  rmSync(join(copy, "1_Pooling"), { recursive: true });
  expect(() => readHuggingFaceFolder(copy)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: "There is no 1_Pooling/config.json: it says how tokens become one vector." }));
});
test.each([[null], [7], [[null]], [[{}]], [{}]])("modules that are none (%j) are refused", (modules) => {
  expect(() => readHuggingFaceFolder(changed(root, "modules.json", () => modules))).toThrow(/modules\.json: the modules are/);
});

import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { TaskData } from "./task.ts";
import { dataFor, tokenRows } from "./text-rows.ts";

const text = { tokenizer: readFileSync(new URL("../formats/huggingface/tiny-bert/tokenizer.json", import.meta.url), "utf8"), padding: 9 };
const examples = (texts: string[]) => ({ inputs: { values: Float32Array.from(texts, (_, k) => k), count: texts.length }, labels: new Int32Array(texts.length), texts });
const data: TaskData = { train: examples(["a dog", "the fox is an animal"]), validation: examples(["water"]), test: examples(["plant"]) };

test("a text is its tokens between the first and the last, which a text that is cut keeps; the rest is padding", () => {
  const { values, count } = tokenRows(text, ["a dog", "", "a a a a a a a"], 5);
  expect([count, Array.from(values)]).toEqual([3, [2, 5, 13, 3, 9, 2, 3, 9, 9, 9, 2, 5, 5, 5, 3]]);
});
test("a network that reads texts is given their tokens, made once, with the labels; another one the task's own numbers", () => {
  const network = { text, inputShape: [4] };
  const read = dataFor(network, data);
  expect(Array.from(read.train.inputs.values)).toEqual([2, 5, 13, 3, 2, 6, 14, 3]);
  expect(read.train.labels).toBe(data.train.labels);
  expect(dataFor(network, data).train.inputs).toBe(read.train.inputs);
  expect(dataFor({ text, inputShape: [6] }, data).train.inputs.values).toHaveLength(12);
  expect(dataFor({ inputShape: [1] }, data)).toBe(data);
});
test("a task without texts, and a tokenizer that is none, are refused", () => {
  const { texts: _texts, ...numbers } = data.train;
  expect(() => dataFor({ text, inputShape: [4] }, { ...data, train: numbers })).toThrow("The network reads texts, and the task has numbers only.");
  expect(() => tokenRows({ tokenizer: "{}", padding: 0 }, ["a"], 4)).toThrow(/^The network's tokenizer cannot be used: /);
});
test("a network's own tokenizer is refused where a text may take any time or grow without end, and where it has no number for a word", () => {
  const json = JSON.parse(text.tokenizer) as Record<string, object>;
  const changed = (keys: object): { tokenizer: string; padding: number } => ({ tokenizer: JSON.stringify({ ...json, ...keys }), padding: 0 });
  const pattern = { Regex: "(a|a)*$" };
  const grow = { type: "Replace", pattern: { String: "a" }, content: "aaaaaaaaaa" };
  for (const [keys, why] of [
    [{ normalizer: { type: "Replace", pattern, content: "" } }, /normalizer\.type is "Replace"; .* are read, whose work a text bounds/], [{ normalizer: { type: "Sequence", normalizers: [{ type: "NFD" }, { type: "Sequence", normalizers: Array(20).fill(grow) }] } }, /normalizer\.type is "Replace"/],
    [{ normalizer: { type: "Sequence", normalizers: Array(100).fill({ type: "NFD" }) } }, /normalizer is none that is read: it has more than 32 parts/], [{ pre_tokenizer: { type: "Split", pattern, behavior: "Removed", invert: false } }, /pre_tokenizer\.type is "Split"/],
    [{ pre_tokenizer: { type: "FixedLength", length: 0 } }, /pre_tokenizer\.type is "FixedLength"/], [{ model: { ...json["model"], max_input_chars_per_word: 1e6 } }, /model is none that is read/],
    [{ post_processor: { ...json["post_processor"], single: Array(1000).fill({ SpecialToken: { id: "[CLS]", type_id: 0 } }) } }, /post_processor is none that is read/],
  ] as const) expect(() => tokenRows(changed(keys), ["a text"], 8)).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(why) }));
  expect(() => tokenRows(changed({ added_tokens: [{ id: 7, content: "x".repeat(300_000) }] }), ["a"], 8)).toThrow(/added_tokens are more than 200000 characters/);
  expect(() => tokenRows(changed({ model: { ...json["model"], unk_token: "<unk>" } }), ["a zebra"], 8)).toThrow(expect.objectContaining({ code: "CORRUPT", message: "The network's tokenizer has no number for a part of a text." }));
});

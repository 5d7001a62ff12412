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

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readHuggingFaceFolder } from "./read-folder.ts";
import type { Json } from "./test-tiny-bert.ts";
import { changed, copied } from "./test-tiny-bert.ts";

const root = mkdtempSync(join(tmpdir(), "joulemark-tokenizer-"));
afterAll(() => rmSync(root, { recursive: true }));

const [FILE, SETTINGS] = ["tokenizer.json", "tokenizer_config.json"];
const within = (key: string, change: object) => (json: Json): Json => ({ ...json, [key]: { ...(json[key] as object), ...change } });
const set = (keys: object) => (json: Json): Json => ({ ...json, ...keys });
const template = (ids: [string, number][]): object => ({ single: ids.map(([id, type]) => (id === "A" ? { Sequence: { id, type_id: type } } : { SpecialToken: { id, type_id: type } })) });
const token = (content: string, id: number, more = {}): object => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...more });
const add = (added: object) => (json: Json): Json => ({ ...json, added_tokens: [...(json["added_tokens"] as object[]), added] });

test.each<[string, string, (json: Json) => Json, RegExp]>([
  ["letters that one file makes small and the other does not", SETTINGS, set({ do_lower_case: false }), /tokenizer_config\.json: do_lower_case is false, and lowercase of tokenizer\.json's normalizer comes to true/],
  ["letters that are made small where nothing is said", FILE, within("normalizer", { lowercase: false }), /do_lower_case is true, and lowercase of tokenizer\.json's normalizer comes to false/],
  ["accents that one file strips and the other does not", SETTINGS, set({ strip_accents: false }), /strip_accents is false, and strip_accents of tokenizer\.json's normalizer comes to true/],
  ["Chinese that only one file parts", FILE, within("normalizer", { handle_chinese_chars: false }), /tokenize_chinese_chars is true, and handle_chinese_chars/],
  ["padding before a text", SETTINGS, set({ padding_side: "left" }), /padding_side is left/],
  ["padding before a text, in the tokenizer itself", FILE, set({ padding: { direction: "Left", pad_token: "[PAD]" } }), /tokenizer\.json: padding has the direction left/],
  ["texts that are cut at their beginning", FILE, set({ truncation: { direction: "Left", max_length: 8 } }), /tokenizer\.json: truncation has the direction left/],
  ["padding that is read as words", SETTINGS, set({ model_input_names: ["input_ids"] }), /model_input_names has no attention_mask/],
  ["another token for padding", SETTINGS, set({ pad_token: { content: "a" } }), /pad_token_id is 0, and the tokenizer pads with "a", number 5/],
  ["a token that only one file has", SETTINGS, set({ added_tokens_decoder: { 7: { content: "<new>" } } }), /added_tokens_decoder adds "<new>" as 7, and tokenizer\.json has it as undefined/],
  ["code of its own", SETTINGS, set({ auto_map: { AutoTokenizer: ["x.Y", null] } }), /auto_map names code/],
  ["words from a dictionary", SETTINGS, set({ tokenizer_class: "BertJapaneseTokenizer" }), /BertJapaneseTokenizer, which parts words by a dictionary/],
  ["a pattern that may take any time", FILE, set({ normalizer: { type: "Replace", pattern: { Regex: "(a+)+$" }, content: "" } }), /normalizer\.type is "Replace"; BertNormalizer is read/],
  ["another normalizer", FILE, set({ normalizer: { type: "Sequence", normalizers: [{ type: "NFD" }, { type: "StripAccents" }] } }), /normalizer\.type is "Sequence"/],
  ["no normalizer", FILE, set({ normalizer: null }), /normalizer is not as BERT's tokenizers have it/],
  ["a normalizer that does something more", FILE, within("normalizer", { separate_numbers: true }), /normalizer is not as BERT's tokenizers have it.*separate_numbers/],
  ["other parts of words", FILE, set({ pre_tokenizer: { type: "Metaspace" } }), /pre_tokenizer\.type is "Metaspace"; BertPreTokenizer is read/],
  ["merges", FILE, within("model", { merges: [] }), /model is not as BERT's tokenizers have it.*merges/],
  ["no prefix for what goes on", FILE, within("model", { continuing_subword_prefix: null }), /model\.continuing_subword_prefix is not/],
  ["an unknown word without a number", FILE, within("model", { unk_token: "<unk>" }), /model\.unk_token is "<unk>", which has no number/],
  ["words of any length", FILE, within("model", { max_input_chars_per_word: 1e9 }), /model is none that is read: .*256/],
  ["no first and last token", FILE, set({ post_processor: null }), /post_processor is not/],
  ["no last token, where a text is cut", FILE, within("post_processor", template([["[CLS]", 0], ["A", 0]])), /post_processor\.single/],
  ["a text of the second type", FILE, within("post_processor", template([["[CLS]", 0], ["A", 1], ["[SEP]", 0]])), /post_processor\.single\.1\.Sequence\.type_id is not/],
  ["a last token by another number", FILE, within("post_processor", { special_tokens: { "[CLS]": { ids: [2] }, "[SEP]": { ids: [9] } } }), /post_processor has "\[SEP\]" as 9, and the vocabulary as 3/],
  ["an added token by another number", FILE, add(token("fox", 39)), /added_tokens give "fox" the number 39, and model\.vocab gives it 14/],
  ["an added token that stands for whole words", FILE, add(token("<x>", 39, { single_word: true })), /added_tokens\.5\.single_word is not/],
  ["added tokens longer than any", FILE, add(token("x".repeat(250_000), 39)), /added_tokens are more than 200000 characters/],
])("%s: refused by file and key", (_, file, change, message) => {
  const folder = changed(root, file, change);
  expect(() => readHuggingFaceFolder(folder)).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(message) }));
});

test("the same said in another way is read: no settings, those of a class that takes tokenizer.json as it is, [CLS] and [SEP] as older versions wrote them", () => {
  const alone = copied(root);
  rmSync(join(alone, SETTINGS));
  const asItIs = changed(root, SETTINGS, () => ({ tokenizer_class: "PreTrainedTokenizerFast", do_lower_case: false }));
  const older = changed(root, FILE, set({ post_processor: { type: "BertProcessing", cls: ["[CLS]", 2], sep: ["[SEP]", 3] } }));
  for (const folder of [alone, asItIs, older]) expect(readHuggingFaceFolder(folder).text!.padding).toBe(0);
});

import { expect, test } from "@jest/globals";
import { MOST_JSON_VALUES, parseBoundedJson } from "./bounded-json.ts";

test("a document is read from text and from bytes within another buffer", () => {
  expect(parseBoundedJson('{"a": [1, 2]}', "it")).toEqual({ a: [1, 2] });
  expect(parseBoundedJson(Buffer.from('xx{"é": 1}xx').subarray(2, 11), "it")).toEqual({ é: 1 });
});
test("as many values as are allowed are read, one more is refused before it is parsed", () => {
  expect(parseBoundedJson(`[${"0,".repeat(MOST_JSON_VALUES - 1)}0]`, "it")).toHaveLength(MOST_JSON_VALUES);
  expect(() => parseBoundedJson(`[${"0,".repeat(MOST_JSON_VALUES)}`, "it")).toThrow(/it holds about 500001 values; 500000 are read/);
});
test("what is not JSON is named", () => {
  expect(() => parseBoundedJson("{", "config.json")).toThrow(/config\.json is not JSON/);
});

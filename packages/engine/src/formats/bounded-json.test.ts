import { expect, test } from "@jest/globals";
import { DEEPEST_JSON, MOST_JSON_VALUES, measureJson, parseBoundedJson, parseBoundedObject } from "./bounded-json.ts";

test("a document is read from text and from bytes within another buffer", () => {
  expect(parseBoundedJson('{"a": [1, 2]}', "it")).toEqual({ a: [1, 2] });
  expect(parseBoundedJson(Buffer.from('xx{"é": 1}xx').subarray(2, 11), "it")).toEqual({ é: 1 });
});
test("as many values as are allowed are read, one more is refused before it is parsed", () => {
  expect(parseBoundedJson(`[${"0,".repeat(MOST_JSON_VALUES - 1)}0]`, "it")).toHaveLength(MOST_JSON_VALUES);
  expect(() => parseBoundedJson(`[${"0,".repeat(MOST_JSON_VALUES)}`, "it")).toThrow(/it holds about 500001 values; 500000 are read/);
});
test("as deep as is allowed is read, one deeper is refused before it is parsed", () => {
  expect(parseBoundedJson("[".repeat(DEEPEST_JSON) + "]".repeat(DEEPEST_JSON), "it")).toHaveLength(1);
  expect(() => parseBoundedJson("[".repeat(DEEPEST_JSON + 1), "it")).toThrow(/it has values 257 deep within each other; 256 are read/);
});
test("what stands within a text is not counted, and equal keys of the outermost object are, each", () => {
  const text = String.raw`{"a,[{:": "\\", "b\\\"[,": {"c": 1, "d": [2]}, "a,[{:": ":"}`;
  expect(() => JSON.parse(text) as unknown).not.toThrow();
  expect(measureJson(Buffer.from(text))).toEqual({ values: 6, depth: 3, outerKeys: 3 });
});
test("a value that is no object is named", () => {
  for (const text of ["null", "7", "[]", '"a"']) expect(() => parseBoundedObject(text, "config.json")).toThrow(expect.objectContaining({ code: "CORRUPT", message: "config.json is no JSON object." }));
});
test("what is not JSON is named", () => {
  expect(() => parseBoundedJson("{", "config.json")).toThrow(/config\.json is not JSON/);
});

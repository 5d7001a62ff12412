import { expect, test } from "@jest/globals";
import { listPath, wordOf } from "./list-path.ts";

test("only words that are there stand in the address", () => {
  expect(listPath("/models", { task: "digits", search: "", after: null })).toBe("/models?task=digits");
  expect(listPath("/models", { search: "a b&c" })).toBe("/models?search=a+b%26c");
  expect(listPath("/models", {})).toBe("/models");
});
test("a word that is blank or said twice is none", () => {
  expect([wordOf({ a: " x " }, "a"), wordOf({ a: " " }, "a"), wordOf({ a: ["x", "y"] }, "a"), wordOf({}, "a")]).toEqual(["x", null, null, null]);
});

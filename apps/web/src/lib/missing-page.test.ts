import { expect, test } from "@jest/globals";
import { missingPath } from "./missing-page.ts";

test.each([
  [null, null],
  [encodeURIComponent("/zh/projects/..%2f..?a=b"), "/zh/projects/..%2f..?a=b"],
  ["https%3A%2F%2Fevil.example%2F", "/"],
  ["%E0%A4%A", "/"],
])("the header %p names the address %p", (header, path) => {
  expect(missingPath(header)).toBe(path);
});

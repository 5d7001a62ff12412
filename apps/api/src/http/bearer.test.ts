import { expect, test } from "@jest/globals";
import { bearerOf, sameSecret } from "./bearer.ts";

test.each([
  ["Bearer jm_abc-DEF.1", "jm_abc-DEF.1"],
  ["bearer   x", "x"],
  ["Basic abc", null],
  ["Bearer", null],
  ["Bearer a b", null],
  [undefined, null],
])("%s carries the token %s", (authorization, token) => {
  expect(bearerOf({ authorization })).toBe(token);
});

test("secrets are compared whole, whatever their lengths", () => {
  expect(sameSecret("abc", "abc")).toBe(true);
  expect(sameSecret("abc", "abcd")).toBe(false);
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { differenceOf } from "./difference.ts";

test.each([
  [{ a: 1 }, { a: 1 }, null],
  [{ a: 1, b: undefined }, { a: 1 }, null],
  [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, ["a", "b", "1"]],
  [{ a: [1] }, { a: [1, 2] }, ["a", "1"]],
  [{ a: [] }, { a: {} }, ["a"]],
  [{ a: null }, { a: { b: 1 } }, ["a"]],
])("%j and %j differ first at %j", (a, b, path) => {
  expect(differenceOf(a, b)).toEqual(path);
});
test("whatever is read again from its own text is the same", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(differenceOf(value, structuredClone(value))).toBeNull()));
});

import { expect, test } from "@jest/globals";
import { canonicalJson } from "./canonical-json.ts";

test("the example of RFC 8785, section 3.2.2, is written as it says", () => {
  const value = { numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/", literals: [null, true, false] };
  expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
});

test("keys are sorted by UTF-16 code units, whatever order they came in", () => {
  expect(canonicalJson({ "\ufb33": 1, "\ud83d\ude00": 2, "€": 3, "10": 4, "1": 5, b: { d: 1, c: 2 }, a: [] })).toBe('{"1":5,"10":4,"a":[],"b":{"c":2,"d":1},"€":3,"\ud83d\ude00":2,"\ufb33":1}');
});

test("undefined is left out of objects and is null in lists; dates are texts; 0 and -0 are one", () => {
  expect(canonicalJson({ a: undefined, b: [undefined], c: new Date(0), d: -0 })).toBe('{"b":[null],"c":"1970-01-01T00:00:00.000Z","d":0}');
});

test.each([[NaN], [Infinity], [1n], [() => 1]])("what JSON cannot hold is refused: %p", (value) => {
  expect(() => canonicalJson({ value })).toThrow(TypeError);
});

import { describe, expect, test } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import { aliasesRule, checkDirectives, limits } from "./limits.ts";

describe("checkDirectives", () => {
  test("lets a document with the most directives through, and refuses one more", () => {
    const document = (count: number): string => `{ __typename ${"@a ".repeat(count)}}`;
    expect(() => checkDirectives(document(limits.directives))).not.toThrow();
    expect(() => checkDirectives(document(limits.directives + 1))).toThrow(/at most 8 directives/);
  });

  test("does not count what stands in strings and comments", () => {
    expect(() => checkDirectives(`{ field(text: "${"@a ".repeat(20)}") } # ${"@a ".repeat(20)}`)).not.toThrow();
  });

  test("leaves syntax errors and bodies without a document to those who answer them", () => {
    expect(() => checkDirectives('{ "unterminated')).not.toThrow();
    expect(() => checkDirectives(undefined)).not.toThrow();
  });
});

test("one alias more than allowed is refused, with one error however many there are", () => {
  const schema = buildSchema("type Query { name: String }");
  const errors = (count: number): number => validate(schema, parse(`{ ${Array.from({ length: count }, (_, index) => `a${index}: name`).join(" ")} }`), [aliasesRule]).length;
  expect(errors(limits.aliases)).toBe(0);
  expect(errors(limits.aliases * 3)).toBe(1);
});

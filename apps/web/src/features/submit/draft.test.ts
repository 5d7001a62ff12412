import { deflateRawSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { readDraft, writeDraft } from "./draft.ts";

const values = { name: "Ziffern 数字 \"& ", "specification.pipeline.count": "2", "specification.training.epochs": "40", empty: "" };

test("what a form holds is read back from its draft, which needs no escape in an address", () => {
  const draft = writeDraft(values)!;
  expect(draft).toMatch(/^[\w-]+$/);
  expect(readDraft(draft)).toEqual(values);
});
test("a form of a hundred fields is a draft; one that no address can hold is none", () => {
  const fields = Array.from({ length: 100 }, (_, index): [string, string] => [`specification.base.layers.${index}.units`, String(index * 7)]);
  expect(writeDraft(Object.fromEntries(fields))!.length).toBeLessThan(2_000);
  expect(writeDraft({ name: Array.from({ length: 3_000 }, (_, index) => String(Math.sin(index))).join("") })).toBeNull();
});
test.each([["nothing"], [""], [writeDraft(values)!.slice(0, -9)], [writeDraft({})!.repeat(5_000)], [deflateRawSync("[1]").toString("base64url")], [deflateRawSync('{"a":1}').toString("base64url")], [deflateRawSync("null").toString("base64url")], [deflateRawSync("x".repeat(300_000)).toString("base64url")]])("%.20s is no draft", (text) => {
  expect(readDraft(text)).toBeNull();
});

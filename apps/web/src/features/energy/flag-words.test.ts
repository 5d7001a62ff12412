import { expect, test } from "@jest/globals";
import { recordFlags } from "../../../../../packages/energy/src/record-flags.ts";
import en from "../../../messages/en.json" with { type: "json" };
import zh from "../../../messages/zh.json" with { type: "json" };

test("every flag that a record may have is said in words, in both languages, and no word is left over", () => {
  for (const words of [en.recordFlag, zh.recordFlag]) expect(Object.keys(words).toSorted()).toEqual([...recordFlags].toSorted());
});

import { expect, test } from "@jest/globals";
import { comparedIds, comparePath } from "./compared-ids.ts";

test("ids come one or several a word, each once, ten at most", () => {
  expect(comparedIds(["a b", "c,b", ""])).toEqual(["a", "b", "c"]);
  expect(comparedIds(Array.from({ length: 12 }, (_, k) => `r${k}`))).toHaveLength(10);
  expect(comparedIds(undefined)).toEqual([]);
});
test("an address of a comparison reads back", () => {
  const path = comparePath(["a=", "b"], false);
  expect(comparedIds(new URL(path, "http://x").searchParams.getAll("runs"))).toEqual(["a=", "b"]);
});

import { expect, test } from "@jest/globals";
import { linesOf } from "./lines-of.ts";

test("one author a line, however a browser ends lines, and none where nothing was written", () => {
  expect(linesOf(" Ada Lovelace\r\n\r\n  Zu Chongzhi \nNoether")).toEqual(["Ada Lovelace", "Zu Chongzhi", "Noether"]);
  expect(linesOf(" \n ")).toEqual([]);
});

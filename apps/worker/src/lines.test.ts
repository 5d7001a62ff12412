import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import { longestLine, readLines } from "./lines.ts";

async function linesOf(...pieces: (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  await readLines(Readable.from(pieces.map((piece) => Buffer.from(piece)), { objectMode: false }), (line) => lines.push(line));
  return lines;
}

test("lines are handed over in order, wherever the pieces end", async () => {
  expect(await linesOf("a\nb", "c\n\n", "d")).toEqual(["a", "bc", "d"]);
});

test("a letter of several bytes may be cut", async () => {
  const bytes = Buffer.from("数字\n");
  expect(await linesOf(bytes.subarray(0, 2), bytes.subarray(2))).toEqual(["数字"]);
});

test("of a line without end nothing is handed over, and the next line is whole", async () => {
  expect(await linesOf("x".repeat(longestLine), "x", "x\nnext\n")).toEqual(["next"]);
});

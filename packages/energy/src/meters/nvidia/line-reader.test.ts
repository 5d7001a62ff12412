import { expect, test } from "@jest/globals";
import { readLinesOf } from "./line-reader.ts";

const onUnix = process.platform === "win32" ? test.skip : test;
/** All that a shell program prints, until it has ended. */
async function linesOf(script: string): Promise<string[]> {
  const reader = await readLinesOf("sh", ["-c", script]);
  const all: string[] = [];
  for (let lines = reader.lines(); lines !== null; lines = reader.lines()) {
    all.push(...lines);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  reader.close();
  reader.close();
  return all;
}

onUnix("whole lines come in their order, however they were written", async () => {
  expect(await linesOf("printf 'one\\ntw'; sleep 0.05; printf 'o\\nthree\\nno end'")).toEqual(["one", "two", "three"]);
});
onUnix("more than a pipe holds is lost nowhere", async () => {
  const lines = await linesOf("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
  expect(lines).toHaveLength(20_000);
  expect(lines.at(-1)).toBe("line 19999");
});
onUnix("a program that is not there is an error at once", async () => {
  await expect(readLinesOf("/nowhere/program", [])).rejects.toThrow(/ENOENT/);
});

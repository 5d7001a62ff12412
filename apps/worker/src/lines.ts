import type { Readable } from "node:stream";

/** Longest line that is handed over, characters: a process that never ends its line must not fill the worker's memory. */
export const longestLine = 1 << 20;

/** Hands every non-empty line of a stream over, in order; of a line above the limit, nothing. Resolves at the end of the stream. */
export async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  let rest = "";
  let tooLong = false;
  for await (const piece of stream.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.trim() && !tooLong) onLine(line);
      tooLong = false;
    }
    if (rest.length > longestLine) {
      rest = "";
      tooLong = true;
    }
  }
  if (rest.trim() && !tooLong) onLine(rest);
}

/** A line of this program's own, apart from the command's output. Standard error that nobody reads any more (`2>&1 | head`) is no reason to end. */
export function say(line: string): void {
  process.stderr.write(line === "" ? "\n" : `${line}\n`);
}

export const warn = (line: string): void => say(`joulemark-energy: ${line}`);

/** The words of an error, for a line. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n")[0]!.replace(/\.$/, "");

/** Writing to a closed standard error or output must not end this process with another code than the command's. */
export function outliveClosedStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

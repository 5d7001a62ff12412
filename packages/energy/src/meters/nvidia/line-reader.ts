import { execFile, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** What a program that runs beside this process prints, read without waiting for the event loop. */
export interface LineReader {
  /** Whole lines that came since the last call; null once it has ended and all was read. */
  lines(): string[] | null;
  /** Ends the program. Idempotent; never throws. */
  close(): void;
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Starts a program and reads its standard output through a pipe that never blocks. The program does not keep this process alive, and ends with it, however it
 * ends: then nobody holds the pipe's other end. A full pipe (64 KiB) makes the program wait, nothing is lost.
 * @throws where `mkfifo` or the program is missing
 */
export async function readLinesOf(program: string, args: string[]): Promise<LineReader> {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-pipe-"));
  const pipe = join(folder, "pipe");
  try {
    await promisify(execFile)("mkfifo", ["-m", "600", pipe]);
    const reading = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const writing = openSync(pipe, "w");
    const child = spawn(program, args, { stdio: ["ignore", writing, "ignore"] });
    closeSync(writing); // the program's own copy alone keeps the pipe open
    const close = closerOf(child, reading);
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject)).catch((cause: unknown) => {
      close();
      throw cause;
    });
    child.unref();
    return { lines: linesOf(reading), close };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function closerOf(child: ReturnType<typeof spawn>, reading: number): () => void {
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    process.off("exit", close);
    child.kill("SIGKILL");
    closeSync(reading);
  };
  process.on("exit", close);
  return close;
}

function linesOf(reading: number): LineReader["lines"] {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = "";
  const read = (): number => {
    try {
      return readSync(reading, chunk);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EAGAIN") return -1; // nothing new yet
      throw cause;
    }
  };
  return () => {
    let got = read();
    for (; got > 0; got = read()) rest += chunk.toString("latin1", 0, got);
    const lines = rest.split("\n");
    rest = lines.pop()!;
    return got === 0 && lines.length === 0 ? null : lines;
  };
}
